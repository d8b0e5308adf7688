package io.gatehouse.ui.window;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;

/// Light or dark, as the system is, also when it changes.
final class Theme {
    private static final String CSS = Objects.requireNonNull(Theme.class.getResource("/css/gatehouse.css"))
            .toExternalForm();

    private Theme() {}

    static void follow(Scene scene) {
        Platform.getPreferences().colorSchemeProperty().subscribe(scheme -> apply(scene, scheme));
    }

    static void apply(Scene scene, ColorScheme scheme) {
        boolean dark = scheme == ColorScheme.DARK;
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        scene.getStylesheets().setAll(CSS);
        scene.getRoot().getStyleClass().removeAll("dark", "light");
        scene.getRoot().getStyleClass().add(dark ? "dark" : "light");
    }
}
