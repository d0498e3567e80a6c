package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Append;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTurnsTest {

    private static final String ID = TravelDesk.ID;

    @TempDir
    Path directory;

    private final World world = new World();
    private final ScriptedModel model = new ScriptedModel(TravelDesk::script);
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
    void a_completed_turn_returns_its_recorded_answer_and_runs_nothing() {
        worker(model).turn("t1", "Oslo");
        long position = session().info().position();

        Worker other = worker(model);
        String answer = other.turns().run(ID, "t1", () -> {
            throw new AssertionError("must not run");
        });

        assertThat(answer).isEqualTo("Booked: Oslo");
        assertThat(session().info().position()).isEqualTo(position);
        assertThat(other.report().completed()).isTrue();
        assertThat(other.report().attempt()).isZero();
    }

    @Test
    void an_answer_of_any_type_that_jackson_can_write_is_recorded() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
        turns.run(ID, "t1", Answer.class, () -> new Answer(7, List.of("a")));

        assertThat(turns.run(ID, "t1", Answer.class, () -> new Answer(0, List.of())))
                .isEqualTo(new Answer(7, List.of("a")));
    }

    @Test
    void a_turn_whose_model_failed_goes_on_where_it_broke() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedModel failing = new ScriptedModel(messages -> {
            if (calls.incrementAndGet() == 3) {
                throw new IllegalStateException("overloaded");
            }
            return TravelDesk.script(messages);
        });
        Worker first = worker(failing);
        assertThatThrownBy(() -> first.turn("t1", "Oslo"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("overloaded");

        Worker second = worker(failing);
        assertThat(second.turn("t1", "Oslo")).isEqualTo("Booked: Oslo");

        assertThat(second.report().modelCallsReplayed()).isEqualTo(2);
        assertThat(second.report().modelCallsMade()).isEqualTo(2);
        assertThat(second.report().toolCallsReplayed()).isEqualTo(3);
        assertThat(second.report().toolCallsMade()).isEqualTo(1);
        assertThat(second.report().tokensSaved())
                .isEqualTo(first.report().tokensSpent())
                .isPositive();
        assertThat(world.seatEffects).isEqualTo(2);
        assertThat(messages()).filteredOn(UserMessage.class::isInstance).hasSize(1);
        assertThat(kinds()).doesNotContain(StepKind.VIEW, StepKind.DIVERGENCE).contains(StepKind.MODEL_FAILED);
        assertThat(session().attempts()).hasSize(2);
    }

    @Test
    void a_replayed_response_carries_what_the_live_one_did() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
        ChatModel durable = turns.model(model);
        List<ChatResponse> responses = new ArrayList<>();
        for (int run = 1; run <= 2; run++) {
            boolean last = run == 2;
            Runnable turn = () -> turns.run(ID, "t1", () -> {
                responses.add(durable.chat(UserMessage.from("Oslo")));
                if (!last) {
                    throw new IllegalStateException("not yet");
                }
                return "done";
            });
            if (last) {
                turn.run();
            } else {
                assertThatThrownBy(turn::run).hasMessage("not yet");
            }
        }

        assertThat(responses.get(1)).isEqualTo(responses.get(0)).isNotSameAs(responses.get(0));
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void a_run_that_asks_something_else_diverges_and_later_runs_follow_it() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
        ChatModel durable =
                turns.model(new ScriptedModel(messages -> AiMessage.from("to " + ScriptedModel.question(messages))));
        List<String> answers = new ArrayList<>();
        List<List<String>> runs = List.of(List.of("a", "b", "c"), List.of("a", "x", "c"), List.of("a", "x", "c", "d"));
        for (List<String> questions : runs) {
            assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                        questions.forEach(question -> answers.add(durable.chat(question)));
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessage("on purpose");
        }

        Step divergence =
                session().steps(StepQuery.kinds(StepKind.DIVERGENCE)).toList().get(0);
        assertThat(divergence.payload()).contains("\"index\":2").contains("\"turn\":\"t1\"");
        assertThat(kinds()).filteredOn(StepKind.DIVERGENCE::equals).hasSize(1);
        assertThat(kinds()).filteredOn(StepKind.MODEL_RESPONSE::equals).hasSize(3 + 2 + 1);
        assertThat(turns.lastReport(ID).orElseThrow().modelCallsReplayed()).isEqualTo(3);
        assertThat(turns.lastReport(ID).orElseThrow().diverged()).isTrue();
    }

    @Test
    void after_a_divergence_an_equal_call_is_not_made_twice_and_the_view_is_what_the_agent_saw() {
        Worker first = worker(dyingAtRound(2));
        assertThatThrownBy(() -> first.turn("t1", "Oslo")).hasMessage("down");
        assertThat(world.seatEffects).isEqualTo(2);

        Worker second = worker(new ScriptedModel(messages ->
                ScriptedModel.round(messages) == 3 ? AiMessage.from("other end") : TravelDesk.script(messages)));
        String answer = second.turns().run(ID, "t1", () -> second.assistant().chat(ID, "Oslo"));

        assertThat(answer).isEqualTo("other end");
        assertThat(world.seatEffects).isEqualTo(2);

        Worker third = worker(dyingAtRound(2));
        assertThatThrownBy(() -> third.turn("t2", "Rome")).hasMessage("down");
        Worker fourth = worker(model);
        assertThat(fourth.turns().run(ID, "t2", () -> fourth.assistant().chat(ID, "Rome, please")))
                .isEqualTo("Booked: Rome, please");
        assertThat(messages())
                .filteredOn(UserMessage.class::isInstance)
                .hasSize(2)
                .last()
                .isEqualTo(UserMessage.from("Rome, please"));
        assertThat(kinds()).contains(StepKind.DIVERGENCE);
    }

    @Test
    void a_run_that_brings_less_than_was_recorded_leaves_the_view_as_its_agent_saw_it() {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        DurableTurns turns = DurableTurns.on(store);
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    store.updateMessages(ID, List.of(UserMessage.from("a"), UserMessage.from("b")));
                    throw new IllegalStateException("not yet");
                }))
                .hasMessage("not yet");
        turns.run(ID, "t1", () -> {
            store.updateMessages(ID, List.of(UserMessage.from("a")));
            return "done";
        });

        assertThat(messages()).containsExactly(UserMessage.from("a"));
        assertThat(session().steps(StepQuery.kinds(StepKind.MESSAGE))).hasSize(2);
    }

    @Test
    void a_new_turn_gives_up_the_open_one_and_tells_the_model_what_became_of_its_calls() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
        ChatMemory memory = memory();
        List<ToolExecutionRequest> calls = List.of(
                Messages.request("1", "done", "{}"),
                Messages.request("1", "broken", "{}"),
                Messages.request("2", "cut off", "{}"),
                Messages.request("3", "never", "{}"));
        ChatModel durable = turns.model(new ScriptedModel(messages -> AiMessage.from(calls)));
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    memory.add(UserMessage.from("go"));
                    memory.add(durable.chat(memory.messages()).aiMessage());
                    turns.execute(calls.get(0), (request, id) -> "the result");
                    turns.execute(calls.get(1), (request, id) -> {
                        throw new IllegalStateException("no fuel");
                    });
                    turns.execute(calls.get(2), (request, id) -> {
                        throw new Crash("in the tool");
                    });
                    return "never";
                }))
                .isInstanceOf(Crash.class);

        turns.run(ID, "t2", () -> "nothing to do");

        List<ChatMessage> messages = messages();
        assertThat(messages).hasSize(6);
        assertThat(messages.subList(2, 6))
                .extracting(message -> ((ToolExecutionResultMessage) message).text())
                .containsExactly("the result", "no fuel", UnansweredCalls.UNKNOWN, UnansweredCalls.NOT_RUN);
        assertThat(messages.subList(2, 6))
                .extracting(message -> Boolean.TRUE.equals(((ToolExecutionResultMessage) message).isError()))
                .containsExactly(false, true, true, true);
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> "late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("t1")
                .hasMessageContaining("given up")
                .hasMessageContaining("t2");
    }

    @Test
    void calls_left_unanswered_outside_turns_are_answered_when_a_turn_begins() {
        StepwellChatMemoryStore store =
                StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
        store.updateMessages(
                ID,
                List.of(
                        UserMessage.from("a"),
                        AiMessage.from(Messages.request("1", "x", "{}"), Messages.request("2", "y", "{}")),
                        ToolExecutionResultMessage.from("1", "x", "ok"),
                        UserMessage.from("b")));

        assertThat(worker(model).turn("t1", "Oslo")).isEqualTo("Booked: Oslo");

        assertThat(messages().get(3))
                .isEqualTo(ToolResults.repaired(
                        ToolResults.error(Messages.request("2", "y", "{}"), UnansweredCalls.UNKNOWN)));
    }

    @Test
    void two_turns_of_one_memory_wait_for_each_other() throws Exception {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "t" + i;
            all.add(CompletableFuture.supplyAsync(
                    () -> turns.run(ID, key, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        memory().add(UserMessage.from(key));
                        inside.decrementAndGet();
                        return key;
                    }),
                    task -> Thread.ofVirtual().start(task)));
        }
        for (CompletableFuture<String> each : all) {
            each.get(1, TimeUnit.MINUTES);
        }

        assertThat(most).hasValue(1);
        assertThat(messages()).hasSize(8);
    }

    @Test
    void a_turn_within_a_turn_of_the_same_memory_is_refused() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));

        assertThat(turns.run(ID, "outer", () -> turns.run("other", "inner", () -> "fine")))
                .isEqualTo("fine");
        assertThatThrownBy(() -> turns.run(ID, "outer 2", () -> turns.run(ID, "inner", () -> "x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for itself");
    }

    @Test
    void a_turn_that_another_worker_took_over_writes_nothing_more() throws Exception {
        CountDownLatch inTool = new CountDownLatch(1);
        CountDownLatch takenOver = new CountDownLatch(1);
        Worker zombie = worker(new ScriptedModel(messages -> {
            if (ScriptedModel.round(messages) == 2) {
                inTool.countDown();
                await(takenOver);
            }
            return TravelDesk.script(messages);
        }));
        CompletableFuture<String> zombies =
                CompletableFuture.supplyAsync(() -> zombie.turn("t1", "Oslo"), task -> new Thread(task).start());
        await(inTool);

        assertThat(worker(model).turn("t1", "Oslo")).isEqualTo("Booked: Oslo");
        long position = session().info().position();
        takenOver.countDown();

        assertThatThrownBy(() -> zombies.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(FencedException.class);
        assertThat(session().info().position()).isEqualTo(position);
        assertThat(world.mailEffects).isEqualTo(1);
    }

    @Test
    void a_message_of_a_turn_that_was_taken_over_is_refused() {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        DurableTurns turns = DurableTurns.on(store);

        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    store.updateMessages(ID, List.of(UserMessage.from("a")));
                    session().begin(AttemptInfo.of("somebody else"));
                    store.updateMessages(ID, List.of(UserMessage.from("a"), AiMessage.from("b")));
                    return "done";
                }))
                .isInstanceOf(FencedException.class);
        assertThat(messages()).containsExactly(UserMessage.from("a"));
    }

    @Test
    void a_turn_that_another_worker_completed_just_before_we_took_over_returns_that_answer() {
        AtomicInteger begun = new AtomicInteger();
        Journal journal = well.journal();
        Journal late = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")
                            && ((Append) arguments[0]).attempt() == Append.NEW_ATTEMPT
                            && begun.incrementAndGet() == 1) {
                        worker(model).turn("t1", "Oslo");
                    }
                    return method.invoke(journal, arguments);
                });

        Worker loser = Worker.start(Stepwell.on(late), world, model, 100);

        String answer = loser.turns().run(ID, "t1", () -> {
            throw new AssertionError("must not run");
        });

        assertThat(answer).isEqualTo("Booked: Oslo");
        assertThat(world.seatEffects).isEqualTo(2);
        assertThat(session().attempts()).hasSize(2);
    }

    @Test
    void a_durable_model_outside_a_turn_says_what_to_do() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));

        assertThatThrownBy(() -> turns.model(model).chat("hello"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DurableTurns.run");
    }

    @Test
    void a_key_that_cannot_name_a_turn_is_refused() {
        DurableTurns turns = DurableTurns.on(StepwellChatMemoryStore.on(well));

        assertThatThrownBy(() -> turns.run(ID, " ", () -> "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turn key");
        assertThatThrownBy(() -> turns.run(ID, "k".repeat(201), () -> "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200");
        assertThat(session().exists()).isFalse();
    }

    @Test
    void erasing_a_memory_while_its_turn_runs_is_refused() {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        DurableTurns turns = DurableTurns.on(store);

        assertThatThrownBy(() -> turns.run(ID, "t1", () -> store.erase(ID, "x").payload()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("turn");
    }

    /** What an agent may answer with. */
    record Answer(int number, List<String> texts) {}

    private ScriptedModel dyingAtRound(int round) {
        return new ScriptedModel(messages -> {
            if (ScriptedModel.round(messages) == round) {
                throw new IllegalStateException("down");
            }
            return TravelDesk.script(messages);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Worker worker(ChatModel of) {
        return Worker.start(well, world, of, 100);
    }

    private ChatMemory memory() {
        return MessageWindowChatMemory.builder()
                .id(ID)
                .maxMessages(100)
                .chatMemoryStore(StepwellChatMemoryStore.on(well))
                .build();
    }

    private Session session() {
        return well.session(ID);
    }

    private List<ChatMessage> messages() {
        return StepwellChatMemoryStore.on(well).getMessages(ID);
    }

    private List<StepKind> kinds() {
        return session().steps().map(Step::kind).toList();
    }
}
