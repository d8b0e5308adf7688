package io.gatehouse.agent;

import io.gatehouse.analysis.Disk;
import java.nio.file.Path;
import java.util.Optional;

/// A disk without links, with one repository.
final class PlainDisk implements Disk {
    @Override
    public String real(String path, boolean followLast) {
        return Path.of(path).normalize().toString();
    }

    @Override
    public boolean isGitTop(String directory) {
        return directory.equals("/home/dev/project");
    }

    @Override
    public Optional<byte[]> content(String path, int mostBytes) {
        return Optional.empty();
    }
}
