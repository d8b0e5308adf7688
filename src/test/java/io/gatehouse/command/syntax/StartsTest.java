package io.gatehouse.command.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.corpus.Corpus;
import org.junit.jupiter.api.Test;
import org.treesitter.TSNode;
import org.treesitter.TSParser;

class StartsTest {
    @Test
    void areWhatTheBindingsMethodSays() {
        try (var parser = new TSParser()) {
            parser.setLanguage(Grammar.BASH.loaded().language());
            for (var line : Corpus.everydayLines()) {
                try (var tree = parser.parseString(null, line)) {
                    compare(tree.getRootNode());
                }
            }
        }
    }

    private static void compare(TSNode node) {
        assertEquals(node.getStartByte(), Starts.of(node));
        for (var i = 0; i < node.getChildCount(); i++) {
            compare(node.getChild(i));
        }
    }
}
