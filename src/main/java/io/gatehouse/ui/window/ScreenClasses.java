package io.gatehouse.ui.window;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The classes by which JavaFX draws on this system's screen. A window that nobody sees does without them, so they are
/// loaded by name, not initialized, for Java to keep them as well.
final class ScreenClasses {
    private static final Logger log = LoggerFactory.getLogger(ScreenClasses.class);

    private static final Pattern NAMES =
            Pattern.compile("(com/sun/(?:glass/ui/(?:gtk|mac|win)|prism/(?:es2|d3d|mtl|ps|impl/ps))/[^/]+)\\.class");

    private ScreenClasses() {}

    static void load() {
        try {
            var jar = Path.of(Platform.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(jar)) {
                try (var file = new JarFile(jar.toFile(), false)) {
                    file.stream().map(ZipEntry::getName).forEach(ScreenClasses::load);
                }
            }
        } catch (IOException | URISyntaxException e) {
            log.debug("The classes of the screen cannot be found", e);
        }
    }

    private static void load(String entry) {
        var name = NAMES.matcher(entry);
        if (name.matches()) {
            try {
                Class.forName(name.group(1).replace('/', '.'), false, Platform.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                log.debug("A class of the screen cannot be loaded", e);
            }
        }
    }
}
