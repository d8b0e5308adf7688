package io.gatehouse.command;

import java.util.List;

/// What a shell line would do, in the order of the line.
public record Script(List<SimpleCommand> commands, List<PathUse> paths, List<UrlUse> urls, List<Doubt> doubts) {
    public Script {
        commands = List.copyOf(commands);
        paths = List.copyOf(paths);
        urls = List.copyOf(urls);
        doubts = List.copyOf(doubts);
    }

    /// The worst of its commands.
    public Parse parse() {
        return commands.stream().map(SimpleCommand::parse).reduce(Parse.FULL, Parse::or);
    }
}
