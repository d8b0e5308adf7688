package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToolkitLogTest {
    private final Logger javafx = Logger.getLogger("javafx");
    private final List<String> heard = new ArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord said) {
            heard.add(said.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        javafx.setUseParentHandlers(false);
        javafx.addHandler(ear);
        ToolkitLog.quieten();
    }

    @AfterEach
    void leave() {
        javafx.removeHandler(ear);
        javafx.setUseParentHandlers(true);
    }

    @Test
    void theClassPathOfDesignIsNoWarningAndAllElseIs() {
        javafx.warning("Unsupported JavaFX configuration: classes were loaded from 'unnamed module @1b2c3d'");
        javafx.warning("Error: prism could not be started");
        javafx.severe("no message of JavaFX's own");
        assertEquals(List.of("Error: prism could not be started", "no message of JavaFX's own"), heard);
    }
}
