package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.util.concurrent.CompletableFuture;
import javafx.animation.AnimationTimer;
import javafx.stage.Stage;

/// One question to the person, in a process that ends with it.
public final class ConfirmApp {
    private ConfirmApp() {}

    /// Starts the toolkit, asks, and waits for the answer. Any thread but the toolkit's own.
    ///
    /// @return `allow`, `deny` or `expired`
    public static String ask(ConfirmQuestion question) {
        var answer = new CompletableFuture<ConfirmModel.Answer>();
        WindowApp.onToolkit(() -> {
            try {
                open(new ConfirmModel(question, answer::complete));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return switch (answer.join()) {
            case ALLOW -> "allow";
            case DENY -> "deny";
            case EXPIRED -> "expired";
        };
    }

    private static void open(ConfirmModel model) {
        var stage = new Stage();
        var view = new ConfirmView(model);
        var scene = view.scene();
        Theme.follow(scene);
        stage.setTitle(text("window.confirm.title"));
        stage.getIcons().setAll(WindowApp.icons());
        stage.setResizable(false);
        stage.setAlwaysOnTop(true);
        stage.setScene(scene);
        stage.focusedProperty().subscribe(_ -> model.sleep());
        stage.setOnHidden(_ -> model.close());
        stage.show();
        view.focusDeny();
        stage.toFront();
        stage.requestFocus();
        new AnimationTimer() {
            @Override
            public void handle(long now) {
                model.frame(now);
            }
        }.start();
    }
}
