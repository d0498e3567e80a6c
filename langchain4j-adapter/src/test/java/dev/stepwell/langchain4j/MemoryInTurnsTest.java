package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryInTurnsTest {

    private static final String ID = TravelDesk.ID;

    @TempDir
    Path directory;

    private Stepwell well;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void a_turn_that_is_run_again_writes_no_message_twice() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedModel failing = new ScriptedModel(messages -> {
            if (calls.incrementAndGet() == 3) {
                throw new IllegalStateException("overloaded");
            }
            return TravelDesk.script(messages);
        });
        Worker worker = worker(failing);
        assertThatThrownBy(() -> worker.turn("t1", "Oslo")).hasMessage("overloaded");
        List<StoredMessage> recorded = memory(ChatWindow.all()).history().toList();
        assertThat(worker(failing).turn("t1", "Oslo")).isEqualTo("Booked: Oslo");

        List<StoredMessage> all = memory(ChatWindow.all()).history().toList();
        assertThat(all).startsWith(recorded.toArray(StoredMessage[]::new)).hasSize(10);
        assertThat(memory(ChatWindow.all()).view()).isEqualTo(all);
    }

    @ParameterizedTest(name = "broken after {0} messages")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void a_memory_that_is_cleared_set_and_evicted_from_in_a_turn_comes_out_the_same_when_the_turn_is_run_again(
            int broken) {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        StepwellChatMemory before = memory(ChatWindow.messages(3));
        before.add(UserMessage.from("before"));
        before.add(AiMessage.from("before"));
        DurableTurns turns = DurableTurns.on(store);
        StepwellChatMemory memory = StepwellChatMemory.builder(store)
                .id(ID)
                .window(ChatWindow.messages(3))
                .build();
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> agent(memory, broken)))
                .hasMessage("broken");
        turns.run(ID, "t1", () -> agent(memory, Integer.MAX_VALUE));

        assertThat(memory.messages())
                .containsExactly(SystemMessage.from("s2"), UserMessage.from("c"), AiMessage.from("to c"));
        assertThat(memory(ChatWindow.messages(3)).messages()).isEqualTo(memory.messages());
        assertThat(memory(ChatWindow.all()).messages()).isEqualTo(memory.messages());
        assertThat(memory.history().map(StoredMessage::message))
                .containsExactly(
                        UserMessage.from("before"),
                        AiMessage.from("before"),
                        SystemMessage.from("s1"),
                        UserMessage.from("a"),
                        AiMessage.from("to a"),
                        UserMessage.from("b"),
                        AiMessage.from("to b"),
                        SystemMessage.from("s2"),
                        UserMessage.from("c"),
                        AiMessage.from("to c"));
        assertThat(well.verify().findings()).isEmpty();
    }

    private static String agent(StepwellChatMemory memory, int breaksAfter) {
        int[] left = {breaksAfter};
        add(memory, SystemMessage.from("s1"), left);
        add(memory, UserMessage.from("a"), left);
        memory.clear();
        add(memory, AiMessage.from("to a"), left);
        add(memory, UserMessage.from("b"), left);
        memory.set(UserMessage.from("b"));
        add(memory, AiMessage.from("to b"), left);
        add(memory, SystemMessage.from("s2"), left);
        add(memory, UserMessage.from("c"), left);
        add(memory, AiMessage.from("to c"), left);
        return "done";
    }

    private static void add(StepwellChatMemory memory, ChatMessage message, int[] left) {
        if (left[0]-- == 0) {
            throw new IllegalStateException("broken");
        }
        memory.add(message);
    }

    @Test
    void what_is_added_asynchronously_in_a_turn_is_recognised_when_the_turn_is_run_again() {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        DurableTurns turns = DurableTurns.on(store);
        StepwellChatMemory memory = StepwellChatMemory.builder(store).id(ID).build();
        for (boolean breaks : List.of(true, false)) {
            try {
                turns.run(ID, "t1", () -> {
                    memory.addAsync(List.of(UserMessage.from("a"))).join();
                    if (breaks) {
                        throw new CompletionException("broken", null);
                    }
                    memory.addAsync(List.of(AiMessage.from("b"))).join();
                    return "done";
                });
            } catch (CompletionException broken) {
                assertThat(breaks).isTrue();
            }
        }

        assertThat(memory.history().map(StoredMessage::message))
                .containsExactly(UserMessage.from("a"), AiMessage.from("b"));
    }

    private Worker worker(ScriptedModel model) {
        return Worker.start(
                well, new World(), model, store -> StepwellChatMemory.provider(store, ChatWindow.messages(10)));
    }

    private StepwellChatMemory memory(ChatWindow window) {
        return StepwellChatMemory.builder(StepwellChatMemoryStore.on(well))
                .id(ID)
                .window(window)
                .build();
    }
}
