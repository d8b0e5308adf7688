package io.gatehouse.command.syntax;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TSSymbolType;
import org.treesitter.TreeSitterBash;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPerl;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterRuby;

/// The languages whose trees can be read. Each is loaded when it is first needed: most lines need one.
public final class Grammar {
    public static final Grammar BASH = new Grammar(60, TreeSitterBash::new);
    public static final Grammar PYTHON = new Grammar(200, TreeSitterPython::new);
    public static final Grammar JAVASCRIPT = new Grammar(200, TreeSitterJavascript::new);
    public static final Grammar RUBY = new Grammar(200, TreeSitterRuby::new);
    public static final Grammar PERL = new Grammar(200, TreeSitterPerl::new);

    private static final Symbol ERROR = new Symbol("ERROR", true);

    private final int mostDepth;
    private final Supplier<TSLanguage> load;
    private volatile @Nullable Loaded loaded;

    private Grammar(int mostDepth, Supplier<TSLanguage> load) {
        this.mostDepth = mostDepth;
        this.load = load;
    }

    int mostDepth() {
        return mostDepth;
    }

    Loaded loaded() {
        var known = loaded;
        if (known == null) {
            synchronized (this) {
                known = loaded;
                if (known == null) {
                    known = Loaded.of(load.get());
                    loaded = known;
                }
            }
        }
        return known;
    }

    record Symbol(String type, boolean named) {}

    /// What nodes refer to by number, fetched once: each call into native code costs more than the rest of a node.
    record Loaded(TSLanguage language, List<Symbol> symbols, List<String> fields) {
        static Loaded of(TSLanguage language) {
            return new Loaded(
                    language,
                    IntStream.range(0, language.symbolCount())
                            .mapToObj(id -> new Symbol(
                                    language.symbolName(id),
                                    language.symbolType(id) == TSSymbolType.TSSymbolTypeRegular))
                            .toList(),
                    // Field 0 is none.
                    IntStream.rangeClosed(0, language.fieldCount())
                            .mapToObj(id -> id == 0 ? "" : language.fieldNameForId(id))
                            .toList());
        }

        /// The error symbol is outside of the grammar's own.
        Symbol symbol(int id) {
            return id >= 0 && id < symbols.size() ? symbols.get(id) : ERROR;
        }

        String field(int id) {
            return fields.get(id);
        }
    }
}
