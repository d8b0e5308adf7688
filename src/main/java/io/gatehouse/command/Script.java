package io.gatehouse.command;

import java.util.List;

/// What a shell line would do, in the order of the line.
///
/// @param files the scripts on the disk that were read for it
public record Script(
        List<SimpleCommand> commands, List<PathUse> paths, List<UrlUse> urls, List<Doubt> doubts, List<File> files) {
    public Script {
        commands = List.copyOf(commands);
        paths = List.copyOf(paths);
        urls = List.copyOf(urls);
        doubts = List.copyOf(doubts);
        files = List.copyOf(files);
    }

    /// @param path absolute
    /// @param sha256 lower-case hex, over the bytes
    public record File(String path, String sha256) {}

    /// The worst of its commands.
    public Parse parse() {
        return commands.stream().map(SimpleCommand::parse).reduce(Parse.FULL, Parse::or);
    }
}
