package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What would be decided about a call that nobody made, ready to be shown: each text has gone through [Shown].
///
/// @param details of the call as if it had been made
/// @param findings what the call was found to do
record Trial(String title, Details details, List<Question> findings, List<Details.Fact> facts) {
    /// What says something of the call itself and not of the agent.
    private static final Set<String> TELLING = Set.of("basis", "took", "workspace", "revision");

    static Trial of(Enforcement enforcement) {
        var details = Details.of(new AuditRecord(new Sequence("", 0, 0), enforcement, Optional.empty()));
        var names = TELLING.stream().map(name -> text("window.fact." + name)).toList();
        return new Trial(
                title(enforcement.verdict()),
                details,
                enforcement.asked().stream()
                        .filter(asked -> asked.request().action() != Action.USE
                                || !asked.decision().allows())
                        .map(Trial::finding)
                        .toList(),
                Stream.concat(
                                details.facts().stream().filter(fact -> names.contains(fact.name())),
                                enforcement.scripts().stream()
                                        .map(script -> new Details.Fact(
                                                text("window.try.script"), Shown.text(script.path(), false), true)))
                        .toList());
    }

    private static String title(Verdict verdict) {
        return text(
                switch (verdict) {
                    case Verdict.Allow _ -> "window.try.title.allowed";
                    case Verdict.WouldDeny _ -> "window.try.title.would-deny";
                    case Verdict.Deny deny ->
                        deny.cause().isPolicy() ? "window.try.title.denied" : "window.try.title.fault";
                });
    }

    private static Question finding(Enforcement.Asked asked) {
        var question = Question.of(asked, 0);
        return new Question(
                question.depth(),
                text(does(asked.request().action())),
                question.key(),
                question.allowed(),
                question.rules(),
                question.attributes());
    }

    private static String does(Action action) {
        return switch (action) {
            case USE -> "window.try.does.use";
            case EXEC -> "window.try.does.exec";
            case READ -> "window.try.does.read";
            case WRITE -> "window.try.does.write";
            case DELETE -> "window.try.does.delete";
            case ACCESS -> "window.try.does.access";
            case CONNECT -> "window.try.does.connect";
            case CALL -> "window.try.does.call";
            case SPAWN -> "window.try.does.spawn";
            case CONFIGURE -> "window.try.does.configure";
        };
    }
}
