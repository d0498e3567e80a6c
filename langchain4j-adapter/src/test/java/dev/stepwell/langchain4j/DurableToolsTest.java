package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolErrorHandlerResult;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.stepwell.OutcomeUnknownException;
import dev.stepwell.Session;
import dev.stepwell.ToolPolicy;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DurableToolsTest extends TurnsWell {

    /** An assistant without memory id in its signature: its tools are told the id "default". */
    interface Assistant {
        String chat(String text);
    }

    /** Tools of one round that wait for each other, so that they must run at the same time. */
    static final class Together {
        final CyclicBarrier barrier = new CyclicBarrier(2);
        final List<String> keys = Collections.synchronizedList(new ArrayList<>());

        @Tool
        String act(String what) throws Exception {
            barrier.await(1, TimeUnit.MINUTES);
            keys.add(IdempotencyKey.current());
            return "acted on " + what;
        }
    }

    /** Tools that fail. */
    static final class Failing {
        final AtomicInteger runs = new AtomicInteger();

        @Tool
        String broken(String what) {
            runs.incrementAndGet();
            throw new IllegalArgumentException("cannot do " + what);
        }

        @Tool
        String wordless() {
            runs.incrementAndGet();
            throw new IllegalStateException();
        }
    }

    @Test
    void tools_of_one_round_may_run_at_the_same_time_also_without_a_memory_id_in_the_call() {
        Together tools = new Together();
        ScriptedModel model = calling("act", "{\"what\":\"a\"}", "act", "{\"what\":\"a\"}");
        AtomicInteger failures = new AtomicInteger(1);
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(failingAfterTools(model, failures)))
                .tools(turns.tools(tools))
                .executeToolsConcurrently()
                .chatMemory(memory())
                .build();

        assertThatThrownBy(() -> turns.run(ID, "t1", () -> assistant.chat("go")))
                .hasMessage("down");
        assertThat(turns.run(ID, "t1", () -> assistant.chat("go"))).isEqualTo("end");

        assertThat(tools.keys).hasSize(2).doesNotHaveDuplicates();
        assertThat(turns.lastReport(ID).orElseThrow().toolCallsReplayed()).isEqualTo(2);
        assertThat(messages()).hasSize(5);
    }

    @Test
    void a_failure_of_a_tool_is_the_same_text_for_the_model_live_and_on_replay_and_is_not_run_again() {
        Failing tools = new Failing();
        ScriptedModel model = calling("broken", "{\"what\":\"x\"}", "wordless", "{}");
        AtomicInteger failures = new AtomicInteger(1);
        List<String> handled = new ArrayList<>();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(failingAfterTools(model, failures)))
                .tools(turns.tools(tools))
                .toolExecutionErrorHandler((error, context) -> {
                    handled.add(error.getClass().getSimpleName() + ": " + error.getMessage());
                    return ToolErrorHandlerResult.text("failed: " + error.getMessage());
                })
                .chatMemory(memory())
                .build();

        assertThatThrownBy(() -> turns.run(ID, "t1", () -> assistant.chat("go")))
                .hasMessage("down");
        assertThat(turns.run(ID, "t1", () -> assistant.chat("go"))).isEqualTo("end");

        assertThat(tools.runs).hasValue(2);
        assertThat(handled)
                .containsExactly(
                        "ToolFailedException: cannot do x",
                        "ToolFailedException: java.lang.IllegalStateException",
                        "ToolFailedException: cannot do x",
                        "ToolFailedException: java.lang.IllegalStateException");
        assertThat(kinds()).doesNotContain(StepKind.DIVERGENCE);
        assertThat(messages())
                .filteredOn(ToolExecutionResultMessage.class::isInstance)
                .extracting(message -> ((ToolExecutionResultMessage) message).text())
                .containsExactly("failed: cannot do x", "failed: java.lang.IllegalStateException");
    }

    @Test
    void arguments_that_a_tool_cannot_take_reach_the_arguments_handler_live_and_on_replay() {
        Failing tools = new Failing();
        ScriptedModel model = calling("broken", "not json at all", "broken", "not json at all");
        AtomicInteger failures = new AtomicInteger(1);
        AtomicInteger handled = new AtomicInteger();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(failingAfterTools(model, failures)))
                .tools(turns.tools(tools))
                .toolArgumentsErrorHandler((error, context) -> {
                    handled.incrementAndGet();
                    return ToolErrorHandlerResult.text("bad arguments");
                })
                .chatMemory(memory())
                .build();

        assertThatThrownBy(() -> turns.run(ID, "t1", () -> assistant.chat("go")))
                .hasMessage("down");
        assertThat(turns.run(ID, "t1", () -> assistant.chat("go"))).isEqualTo("end");

        assertThat(handled).hasValue(4);
        assertThat(tools.runs).hasValue(0);
        assertThat(kinds()).doesNotContain(StepKind.DIVERGENCE);
    }

    @Test
    void a_turn_that_fails_waits_for_its_tools_so_that_what_they_did_is_on_record() throws Exception {
        CountDownLatch slowBegan = new CountDownLatch(1);
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        ToolExecutor bad = (request, id) -> {
            await(slowBegan);
            throw new ToolArgumentsException("no such seat");
        };
        ToolExecutor slow = (request, id) -> {
            slowBegan.countDown();
            untilTheTurnWaitsOrIsOver(caller.join());
            return "done after all";
        };
        List<AiServiceTool> tools = List.of(turns.tool(tool("bad", bad)), turns.tool(tool("slow", slow)));
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(calling("bad", "{}", "slow", "{}")))
                .tools(tools)
                .executeToolsConcurrently()
                .chatMemory(memory())
                .build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                new Thread(() -> thrown.set(catchThrowable(() -> turns.run(ID, "t1", () -> assistant.chat("go")))));
        caller.complete(thread);
        thread.start();
        thread.join();

        assertThat(thrown.get()).hasMessage("no such seat");
        assertThat(kinds()).endsWith(StepKind.CALL_RETURNED, StepKind.ATTEMPT_ENDED);
        assertThat(session().resumption().inDoubt()).isEmpty();
    }

    @Test
    void a_tool_that_is_called_when_its_turn_is_over_does_not_run() {
        AtomicReference<Turn> over = new AtomicReference<>();
        turns.run(ID, "t1", () -> {
            over.set(Turn.current());
            return "done";
        });
        AtomicInteger runs = new AtomicInteger();
        Turn turn = Objects.requireNonNull(over.get());

        assertThatThrownBy(() -> DurableToolExecutor.call(
                        turn,
                        Messages.request("1", "late", "{}"),
                        ToolPolicy.ONCE,
                        () -> ToolExecutionResult.builder()
                                .resultText("ran " + runs.incrementAndGet())
                                .build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("t1")
                .hasMessageContaining("after its agent returned");
        assertThat(runs).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void untilTheTurnWaitsOrIsOver(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < deadline
                && thread.isAlive()
                && Stream.of(thread.getStackTrace())
                        .noneMatch(frame -> frame.getMethodName().equals("awaitTools"))) {
            Thread.onSpinWait();
        }
    }

    private static AiServiceTool tool(String name, ToolExecutor executor) {
        return AiServiceTool.builder()
                .toolSpecification(ToolSpecification.builder().name(name).build())
                .toolExecutor(executor)
                .build();
    }

    @Test
    void a_call_in_doubt_stops_the_turn_whatever_the_agent_makes_of_it_until_it_is_settled() {
        AtomicInteger runs = new AtomicInteger();
        ToolExecutor cutOff = (request, id) -> {
            if (runs.incrementAndGet() == 1) {
                throw new Crash("while paying");
            }
            return "paid again";
        };
        ScriptedModel model = calling("pay", "{\"amount\":10}");
        List<AiServiceTool> tools = List.of(turns.tool(tool("pay", cutOff)));
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(model))
                .tools(tools)
                .chatMemory(memory())
                .build();
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> assistant.chat("go")))
                .isInstanceOf(Crash.class);

        OutcomeUnknownException doubt = null;
        for (int run = 0; run < 2; run++) {
            doubt = catchThrowableOfType(
                    OutcomeUnknownException.class,
                    () -> turns.run(ID, "t1", () -> {
                        try {
                            return assistant.chat("go");
                        } catch (RuntimeException swallowed) {
                            return "an agent that hides its failures";
                        }
                    }));
        }
        assertThat(doubt).isNotNull();
        assertThat(messages()).hasSize(2);
        assertThat(model.requests()).hasSize(1);

        session().settle(doubt.callId(), "paid, says the bank");

        assertThat(turns.run(ID, "t1", () -> assistant.chat("go"))).isEqualTo("end");
        assertThat(runs).hasValue(1);
        assertThat(messages().get(2))
                .isInstanceOfSatisfying(
                        ToolExecutionResultMessage.class,
                        result -> assertThat(result.text()).isEqualTo("paid, says the bank"));
    }

    @Test
    void the_idempotency_key_is_the_same_on_every_attempt_and_of_no_other_call() {
        List<String> keys = new ArrayList<>();
        DurableTurns repeating = DurableTurns.builder(store)
                .policy("tick", ToolPolicy.REPEATABLE)
                .build();
        for (int run = 1; run <= 2; run++) {
            boolean first = run == 1;
            Runnable turn = () -> repeating.run(ID, "t1", () -> {
                repeating.execute(Messages.request("1", "tick", "{}"), (request, id) -> {
                    keys.add(IdempotencyKey.current());
                    if (first) {
                        throw new Crash("in the tool");
                    }
                    return "ok";
                });
                repeating.execute(Messages.request("1", "tick", "{}"), (request, id) -> {
                    keys.add(IdempotencyKey.current());
                    return "ok";
                });
                return "done";
            });
            if (first) {
                assertThatThrownBy(turn::run).isInstanceOf(Crash.class);
            } else {
                turn.run();
            }
        }

        assertThat(keys).hasSize(3);
        assertThat(keys.get(1)).isEqualTo(keys.get(0)).isNotEqualTo(keys.get(2));
        assertThatThrownBy(IdempotencyKey::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("durable tool");
    }

    @Test
    void a_result_of_any_shape_is_replayed_as_it_was() {
        List<ToolExecutionResult> results = List.of(
                ToolExecutionResult.builder().resultText("plain").build(),
                ToolExecutionResult.builder().resultText("").build(),
                ToolExecutionResult.builder()
                        .resultText("{\"stepwell.result\":1}")
                        .build(),
                ToolExecutionResult.builder().resultText("bad").isError(true).build(),
                ToolExecutionResult.builder()
                        .resultContents(List.of(TextContent.from("see"), ImageContent.from("aGk=", "image/png")))
                        .attributes(Map.of("found_tools", List.of("a")))
                        .build());

        for (ToolExecutionResult result : results) {
            assertThat(ToolResults.decode("c", ToolResults.encode(result))).isEqualTo(result);
        }
        assertThat(ToolResults.encode(results.get(0))).isEqualTo("plain");
    }

    @Test
    void a_loop_of_ones_own_is_durable_too_also_if_it_ends_with_a_tool_result() {
        ScriptedModel model = calling("look", "", "look", "  ");
        ChatModel durable = turns.model(model);
        AtomicInteger looks = new AtomicInteger();
        for (int run = 1; run <= 2; run++) {
            boolean last = run == 2;
            Runnable turn = () -> turns.run(ID, "t1", () -> {
                ChatMemory memory = memory();
                memory.add(UserMessage.from("go"));
                AiMessage asked = durable.chat(memory.messages()).aiMessage();
                memory.add(asked);
                asked.toolExecutionRequests()
                        .forEach(request ->
                                memory.add(turns.execute(request, (each, id) -> "look " + looks.incrementAndGet())));
                if (!last) {
                    throw new IllegalStateException("not yet");
                }
                return "";
            });
            if (last) {
                turn.run();
            } else {
                assertThatThrownBy(turn::run).hasMessage("not yet");
            }
        }

        assertThat(looks).hasValue(2);
        assertThat(messages())
                .hasSize(4)
                .last()
                .isEqualTo(ToolExecutionResultMessage.builder()
                        .id("call 2")
                        .toolName("look")
                        .text("look 2")
                        .isError(false)
                        .build());
        assertThat(session().steps(StepQuery.kinds(StepKind.MESSAGE))).hasSize(4);
    }

    @Test
    void a_tool_outside_a_turn_says_what_to_do() {
        ToolExecutor tool = turns.tool("look", (request, id) -> "x");

        assertThatThrownBy(() -> tool.execute(Messages.request("1", "look", "{}"), ID))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DurableTurns.run")
                .hasMessageContaining("look");
    }

    /** A model that asks for these calls (name, arguments, name, arguments …), then ends. */
    private static ScriptedModel calling(String... calls) {
        return new ScriptedModel(messages -> {
            if (ScriptedModel.round(messages) > 0) {
                return AiMessage.from("end");
            }
            List<ToolExecutionRequest> requests = new ArrayList<>();
            for (int i = 0; i < calls.length; i += 2) {
                requests.add(Messages.request("call " + (i / 2 + 1), calls[i], calls[i + 1]));
            }
            return AiMessage.from(requests);
        });
    }

    private static ChatModel failingAfterTools(ScriptedModel model, AtomicInteger failures) {
        return new ScriptedModel(messages -> {
            if (ScriptedModel.round(messages) > 0 && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
            return model.chat(messages).aiMessage();
        });
    }

    private ChatMemory memory() {
        return MessageWindowChatMemory.builder()
                .id(ID)
                .maxMessages(100)
                .chatMemoryStore(store)
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
