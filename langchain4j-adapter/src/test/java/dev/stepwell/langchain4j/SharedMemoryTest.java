package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several ask one conversation at the same time, outside turns. The model refuses a request in which a call is not answered
 * right behind it, in order.
 */
class SharedMemoryTest {

    private static final String ID = "shared";
    private static final int QUESTIONS = 60; // of each asker

    @TempDir
    Path directory;

    private final ScriptedModel model = new ScriptedModel(SharedMemoryTest::script);

    /** What the askers have in common. */
    enum Common {
        ONE_MEMORY,
        ONE_STORE,
        ONE_DIRECTORY
    }

    interface Assistant {
        String chat(@MemoryId String memoryId, @dev.langchain4j.service.UserMessage String text);
    }

    /** What the agents can do. */
    static class Tools {
        @Tool
        String look(String what) {
            return "saw " + what;
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_come_in_order_or_not_at_all_and_no_request_is_ever_malformed(Common common) throws Exception {
        try (Stepwell well = Stepwell.open(directory);
                Stepwell other = Stepwell.open(directory)) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            Assistant one = assistant(store, new Tools());
            Assistant two =
                    switch (common) {
                        case ONE_MEMORY -> one;
                        case ONE_STORE -> assistant(store, new Tools());
                        case ONE_DIRECTORY -> assistant(StepwellChatMemoryStore.on(other), new Tools());
                    };
            CompletableFuture<List<String>> first = inAnotherThread(() -> ask(one, "a"));
            CompletableFuture<List<String>> second = inAnotherThread(() -> ask(two, "b"));
            List<String> answered = new ArrayList<>(first.get());
            answered.addAll(second.get());

            StepwellChatMemory memory = memories(StepwellChatMemoryStore.on(well));
            List<ChatMessage> history =
                    memory.history().map(StoredMessage::message).toList();
            answered.forEach(question -> assertAnsweredInOneGo(history, question));
            assertThat(memory.messages()).hasSameSizeAs(history);
            model.doChat(ChatRequest.builder()
                    .messages(memory.messages())
                    .build());
            assertThat(well.verify().findings()).isEmpty();
        }
    }

    private static List<String> ask(Assistant assistant, String who) {
        List<String> answered = new ArrayList<>();
        for (int question = 1; question <= QUESTIONS; question++) {
            String text = who + question;
            try {
                assertThat(assistant.chat(ID, text)).isEqualTo("answer to " + text);
                answered.add(text);
            } catch (ConflictException overtaken) {
                assertThat(overtaken).hasMessageContaining("default/" + ID);
            }
        }
        return answered;
    }

    private static void assertAnsweredInOneGo(List<ChatMessage> history, String question) {
        int asked = history.indexOf(UserMessage.from(question));
        assertThat(asked).isNotNegative();
        assertThat(history.subList(asked + 1, asked + 6))
                .as("what follows %s", question)
                .satisfiesExactly(
                        calls -> assertThat(calls).isInstanceOf(AiMessage.class),
                        result -> assertThat(((ToolExecutionResultMessage) result).text())
                                .isEqualTo("saw " + question),
                        calls -> assertThat(calls).isInstanceOf(AiMessage.class),
                        result -> assertThat(result).isInstanceOf(ToolExecutionResultMessage.class),
                        result -> assertThat(result).isInstanceOf(ToolExecutionResultMessage.class));
        assertThat(history.get(asked + 6)).isEqualTo(AiMessage.from("answer to " + question));
    }

    @Test
    void who_is_overtaken_while_a_tool_runs_gets_a_conflict_and_the_other_one_an_answer() throws Exception {
        try (Stepwell well = Stepwell.open(directory)) {
            CountDownLatch looking = new CountDownLatch(1);
            CountDownLatch overtaken = new CountDownLatch(1);
            Assistant assistant = assistant(StepwellChatMemoryStore.on(well), new Tools() {
                @Override
                @Tool
                String look(String what) {
                    if (what.equals("slow")) {
                        looking.countDown();
                        await(overtaken);
                    }
                    return super.look(what);
                }
            });
            CompletableFuture<String> slow = inAnotherThread(() -> assistant.chat(ID, "slow"));
            await(looking);
            assertThat(assistant.chat(ID, "quick")).isEqualTo("answer to quick");
            overtaken.countDown();

            assertThatThrownBy(slow::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConflictException.class);
            assertThat(assistant.chat(ID, "again")).isEqualTo("answer to again");
        }
    }

    @Test
    void an_agent_whose_tool_broke_the_turn_can_be_asked_again_by_the_same_thread() {
        try (Stepwell well = Stepwell.open(directory)) {
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .tools(new Tools() {
                        @Override
                        @Tool
                        String look(String what) {
                            if (what.equals("broken")) {
                                throw new IllegalStateException("on purpose");
                            }
                            return super.look(what);
                        }
                    })
                    .toolExecutionErrorHandler((error, context) -> {
                        throw new IllegalStateException(error);
                    })
                    .chatMemoryProvider(provider(StepwellChatMemoryStore.on(well)))
                    .build();
            assertThatThrownBy(() -> assistant.chat(ID, "broken")).hasStackTraceContaining("on purpose");

            assertThat(assistant.chat(ID, "next")).isEqualTo("answer to next");
        }
    }

    private static AiMessage script(List<ChatMessage> messages) {
        String question = ScriptedModel.question(messages);
        String arguments = "{\"what\":\"" + question + "\"}";
        return switch (ScriptedModel.round(messages)) {
            case 0 -> AiMessage.from(Messages.request("c1", "look", arguments));
            case 1 ->
                AiMessage.from(Messages.request("c1", "look", arguments), Messages.request("c2", "look", arguments));
            default -> AiMessage.from("answer to " + question);
        };
    }

    private Assistant assistant(StepwellChatMemoryStore store, Tools tools) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(tools)
                .chatMemoryProvider(provider(store))
                .build();
    }

    private static ChatMemoryProvider provider(StepwellChatMemoryStore store) {
        return StepwellChatMemory.provider(store, ChatWindow.all());
    }

    private static StepwellChatMemory memories(StepwellChatMemoryStore store) {
        return StepwellChatMemory.builder(store).id(ID).build();
    }

    private static <T> CompletableFuture<T> inAnotherThread(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, task -> Thread.ofPlatform().start(task));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
