package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;

import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver.Tag;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;

/** What LangGraph4j's own MemorySaver does, method by method. */
abstract class SaverMethodsContract {

    static final RunnableConfig THREAD = Trip.thread("t");

    abstract BaseCheckpointSaver saver();

    private static Checkpoint checkpoint(String id, String node, String next, Object value) {
        return Checkpoint.builder()
                .id(id)
                .nodeId(node)
                .nextNodeId(next)
                .state(Map.of("value", value))
                .build();
    }

    @Test
    void a_thread_that_never_ran_has_no_checkpoint() {
        assertThat(saver().list(THREAD)).isEmpty();
        assertThat(saver().get(THREAD)).isEmpty();
        assertThat(saver().get(THREAD.withCheckPointId("c"))).isEmpty();
    }

    @Test
    void a_put_without_an_id_appends_and_answers_with_the_new_id() throws Exception {
        RunnableConfig first = saver().put(THREAD, checkpoint("c1", START, "a", 1));
        RunnableConfig second = saver().put(THREAD, checkpoint("c2", "a", END, 2));

        assertThat(first.checkPointId()).contains("c1");
        assertThat(second.checkPointId()).contains("c2");
        assertThat(second.threadId()).contains("t");
        assertThat(saver().list(THREAD)).extracting(Checkpoint::getId).containsExactly("c2", "c1");
        assertThat(saver().get(THREAD)).map(Checkpoint::getId).contains("c2");
        assertThat(saver().get(first)).map(Checkpoint::getState).contains(Map.of("value", 1));
        assertThat(saver().get(THREAD.withCheckPointId("c3"))).isEmpty();
    }

    @Test
    void a_put_with_an_id_takes_that_ones_place_in_the_list() throws Exception {
        saver().put(THREAD, checkpoint("c1", START, "a", 1));
        saver().put(THREAD, checkpoint("c2", "a", "b", 2));
        saver().put(THREAD, checkpoint("c3", "b", END, 3));
        RunnableConfig second = THREAD.withCheckPointId("c2");

        RunnableConfig answer = saver().put(second, checkpoint("c2new", "a", "b", 9));

        assertThat(answer.checkPointId()).as("left as it was").contains("c2");
        assertThat(saver().list(THREAD)).extracting(Checkpoint::getId).containsExactly("c3", "c2new", "c1");
        assertThat(saver().get(THREAD)).map(Checkpoint::getId).contains("c3");
        assertThat(saver().get(THREAD.withCheckPointId("c2new")))
                .map(Checkpoint::getState)
                .contains(Map.of("value", 9));
    }

    @Test
    void a_put_with_an_id_that_is_not_there_is_refused() throws Exception {
        saver().put(THREAD, checkpoint("c1", START, "a", 1));

        assertThatThrownBy(() -> saver().put(THREAD.withCheckPointId("c9"), checkpoint("c2", "a", END, 2)))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("c9");
        assertThat(saver().list(THREAD)).hasSize(1);
    }

    @Test
    void a_list_cannot_be_changed_and_does_not_change() throws Exception {
        saver().put(THREAD, checkpoint("c1", START, "a", 1));
        Collection<Checkpoint> list = saver().list(THREAD);

        saver().put(THREAD, checkpoint("c2", "a", END, 2));

        assertThat(list).extracting(Checkpoint::getId).containsExactly("c1");
        assertThat(list).hasSize(1);
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.add(checkpoint("c3", "a", END, 2)))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void releasing_answers_with_all_checkpoints_and_leaves_none() throws Exception {
        saver().put(THREAD, checkpoint("c1", START, "a", 1));
        saver().put(THREAD, checkpoint("c2", "a", END, 2));

        Tag tag = saver().release(THREAD);

        assertThat(tag.threadId()).isEqualTo("t");
        assertThat(tag.checkpoints()).extracting(Checkpoint::getId).containsExactly("c2", "c1");
        assertThat(tag.checkpoints()).first().extracting(Checkpoint::getState).isEqualTo(Map.of("value", 2));
        assertThat(saver().list(THREAD)).isEmpty();
        assertThat(saver().get(THREAD)).isEmpty();
        assertThat(saver().get(THREAD.withCheckPointId("c2"))).isEmpty();
        assertThat(saver().release(THREAD).checkpoints()).isEmpty();
    }

    @Test
    void a_released_thread_may_be_used_again() throws Exception {
        saver().put(THREAD, checkpoint("c1", START, "a", 1));
        saver().release(THREAD);

        saver().put(THREAD, checkpoint("c2", START, "a", 2));

        assertThat(saver().list(THREAD)).extracting(Checkpoint::getId).containsExactly("c2");
        assertThat(saver().get(THREAD.withCheckPointId("c1"))).isEmpty();
        assertThat(saver().release(THREAD).checkpoints())
                .extracting(Checkpoint::getId)
                .containsExactly("c2");
    }

    @Test
    void releasing_what_never_ran_answers_with_none() throws Exception {
        assertThat(saver().release(THREAD).checkpoints()).isEmpty();
        assertThat(saver().release(THREAD).threadId()).isEqualTo("t");
    }

    @Test
    void threads_do_not_see_each_other_and_none_is_a_thread_of_its_own() throws Exception {
        saver().put(Trip.thread("one"), checkpoint("c1", START, "a", 1));
        saver().put(Trip.thread("two"), checkpoint("c1", START, "a", 2));
        saver().put(RunnableConfig.empty(), checkpoint("c1", START, "a", 3));
        saver().release(Trip.thread("one"));

        assertThat(saver().get(Trip.thread("two"))).map(Checkpoint::getState).contains(Map.of("value", 2));
        assertThat(saver().get(RunnableConfig.empty()))
                .map(Checkpoint::getState)
                .contains(Map.of("value", 3));
        assertThat(saver().get(Trip.thread(BaseCheckpointSaver.THREAD_ID_DEFAULT)))
                .isPresent();
        assertThat(saver().list(Trip.thread("one"))).isEmpty();
    }
}
