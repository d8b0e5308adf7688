package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Confirmation.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A person who answers what a test says.
public final class FakePerson implements Person {
    public static final Duration LONGEST = Duration.ofSeconds(55);

    public volatile Optional<Duration> longest = Optional.of(LONGEST);
    public volatile Function<Question, Answer> answer = _ -> Answer.CONFIRMED;
    public final List<Question> asked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Optional<Duration> longest() {
        return longest;
    }

    @Override
    public Answer ask(Question question) {
        asked.add(question);
        return answer.apply(question);
    }
}
