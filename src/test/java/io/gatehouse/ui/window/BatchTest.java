package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<List<Integer>> received = new ArrayList<>();
    private final Batch<Integer> batch = new Batch<>(scheduled::add, received::add);

    @Test
    void handsOnTogetherWhatArrivesTogether() {
        batch.add(1);
        batch.add(2);
        batch.add(3);
        assertEquals(1, scheduled.size());
        scheduled.removeFirst().run();
        assertEquals(List.of(List.of(1, 2, 3)), received);
    }

    @Test
    void startsTheNextBatchWithTheNextArrival() {
        batch.add(1);
        scheduled.removeFirst().run();
        batch.add(2);
        scheduled.removeFirst().run();
        assertEquals(List.of(List.of(1), List.of(2)), received);
    }
}
