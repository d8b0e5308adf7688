package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.ui.window.ActivityModel.State;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.KeyFrame;
import javafx.animation.PauseTransition;
import javafx.animation.Timeline;
import javafx.util.Duration;

/// What people do in a window, done by nobody, so that Java can note which classes that takes. For the JavaFX thread.
final class Rehearsal {
    private static final Duration LONGEST_WAIT = Duration.seconds(20);
    private static final Duration STEP = Duration.millis(400);

    private final WindowModel model;
    private final Consumer<Boolean> ended;
    private boolean begun;

    /// @param ended told whether there was a call to show
    private Rehearsal(WindowModel model, Consumer<Boolean> ended) {
        this.model = model;
        this.ended = ended;
    }

    static void begin(WindowModel model, Consumer<Boolean> ended) {
        var rehearsal = new Rehearsal(model, ended);
        model.activity().state().subscribe(rehearsal::goOn);
        var wait = new PauseTransition(LONGEST_WAIT);
        wait.setOnFinished(_ -> rehearsal.giveUp());
        wait.play();
    }

    private void giveUp() {
        if (!begun) {
            begun = true;
            ended.accept(false);
        }
    }

    private void goOn(State state) {
        if (begun || state != State.ROWS) {
            return;
        }
        begun = true;
        var steps = new Timeline();
        var acts = acts();
        for (int i = 0; i < acts.size(); i++) {
            var act = acts.get(i);
            steps.getKeyFrames().add(new KeyFrame(STEP.multiply(i + 1), _ -> act.run()));
        }
        steps.setOnFinished(_ -> ended.accept(true));
        steps.play();
    }

    private List<Runnable> acts() {
        var activity = model.activity();
        var filters = activity.filters();
        return List.of(
                () -> model.go(Page.ACTIVITY),
                () -> filters.query().set("a"),
                () -> filters.query().set(""),
                () -> filters.verdicts().set(Verdicts.DENIED),
                () -> activity.rows().stream().findFirst().ifPresent(activity::select),
                filters::clear,
                () -> activity.sessions().grouped().set(true),
                () -> activity.sessions().grouped().set(false),
                () -> model.go(Page.EXCEPTIONS),
                () -> model.go(Page.RULES),
                () -> model.go(Page.AGENTS),
                () -> model.go(Page.TRY),
                () -> model.trial().typed().set("git push --force"),
                () -> model.go(Page.PRIVACY),
                () -> model.go(Page.STATUS),
                () -> model.shortcuts().set(true),
                () -> model.shortcuts().set(false),
                () -> model.go(Page.ACTIVITY));
    }
}
