package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/// On a real stage: where a window is closed the next one opens.
class PlaceFileTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void startTheToolkit() throws Exception {
        FxToolkit.registerPrimaryStage();
    }

    @Test
    void theNextWindowOpensWhereTheLastOneWasClosed() {
        var file = new PlaceFile(directory.resolve("window.place"));
        var place = WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            var stage = open(file);
            stage.setX(12);
            stage.setY(34);
            stage.setWidth(980);
            stage.setHeight(540);
            stage.close();
            return new Place(12, 34, 980, 540, false);
        });
        assertEquals(Optional.of(place), file.read());
        var next = WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            var stage = open(file);
            var opened = new Place(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), false);
            stage.close();
            return opened;
        });
        assertEquals(place, next);
    }

    private static Stage open(PlaceFile file) {
        var stage = new Stage();
        stage.setScene(new Scene(new Region(), 1180, 760));
        file.follow(stage);
        stage.show();
        return stage;
    }
}
