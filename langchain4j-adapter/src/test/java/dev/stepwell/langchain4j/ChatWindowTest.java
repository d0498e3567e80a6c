package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.stepwell.Stepwell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random conversations through windows of random size: what must hold of every window holds after every message. */
class ChatWindowTest {

    private static final int CONVERSATIONS = 12; // for each seed
    private static final int STEPS = 60;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windows_hold_whole_turns_and_the_system_message_and_reopen_as_they_were(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        try (Stepwell well = Stepwell.open(directory)) {
            for (int number = 1; number <= CONVERSATIONS; number++) {
                String id = "conversation " + number;
                ChatWindow window = window(random);
                StepwellChatMemory memory = memory(well, id, window);
                List<ChatMessage> all = new ArrayList<>();
                List<ChatMessage> script = script(random);
                for (int at = 0; at < script.size(); ) {
                    int together = 1 + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
                    List<ChatMessage> added = script.subList(at, Math.min(script.size(), at + together));
                    at += added.size();
                    String where = "seed %d, %s, %s, message %d".formatted(seed, id, window, at);

                    memory.add(added);
                    if (random.nextInt(8) == 0) {
                        memory = memory(well, id, window);
                    }

                    record(all, added);
                    List<ChatMessage> shown = memory.messages();
                    assertThat(memory.view())
                            .as(where)
                            .extracting(StoredMessage::message)
                            .isEqualTo(expected(all, window));
                    assertThat(memory(well, id, window).messages()).as(where).isEqualTo(shown);
                    assertEveryCallIsAnswered(where, shown);
                }
                assertThat(memory.history().filter(each -> !(each.message() instanceof SystemMessage)))
                        .as("seed %d, %s", seed, id)
                        .extracting(StoredMessage::message)
                        .isEqualTo(all.stream()
                                .filter(each -> !(each instanceof SystemMessage))
                                .toList());
            }
            assertThat(well.verify().findings()).as("seed %d", seed).isEmpty();
        }
    }

    private static void assertEveryCallIsAnswered(String where, List<ChatMessage> shown) {
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i) instanceof AiMessage ai) {
                for (ToolExecutionRequest call : ai.toolExecutionRequests()) {
                    i++;
                    assertThat(((ToolExecutionResultMessage) shown.get(i)).id())
                            .as(where)
                            .isEqualTo(call.id());
                }
            } else {
                assertThat(shown.get(i)).as(where).isNotInstanceOf(ToolExecutionResultMessage.class);
            }
        }
    }

    /** What a reader of the documentation would expect: turns, from the newest back, as long as there is room. */
    private static List<ChatMessage> expected(List<ChatMessage> all, ChatWindow window) {
        List<ChatMessage> rest = new ArrayList<>(all);
        List<ChatMessage> system = new ArrayList<>();
        if (rest.get(0) instanceof SystemMessage) {
            system.add(rest.remove(0));
        }
        List<List<ChatMessage>> turns = new ArrayList<>();
        for (ChatMessage message : rest) {
            if (message instanceof UserMessage || turns.isEmpty()) {
                turns.add(new ArrayList<>());
            }
            turns.get(turns.size() - 1).add(message);
        }
        List<ChatMessage> shown = new ArrayList<>();
        for (int turn = turns.size() - 1; turn >= 0; turn--) {
            List<ChatMessage> more = new ArrayList<>(system);
            more.addAll(turns.get(turn));
            more.addAll(shown);
            if (turn < turns.size() - 1 && size(more, window) > max(window)) {
                break;
            }
            shown.addAll(0, turns.get(turn));
        }
        system.addAll(shown);
        return system;
    }

    /** A system message stands first and is the only one. */
    private static void record(List<ChatMessage> all, List<ChatMessage> added) {
        for (ChatMessage message : added) {
            if (message instanceof SystemMessage) {
                all.removeIf(SystemMessage.class::isInstance);
                all.add(0, message);
            } else {
                all.add(message);
            }
        }
    }

    private static ChatWindow window(RandomGenerator random) {
        return switch (random.nextInt(5)) {
            case 0 -> ChatWindow.all();
            case 1, 2 -> ChatWindow.messages(1 + random.nextInt(15));
            default -> ChatWindow.tokens(1 + random.nextInt(60), new TextLength());
        };
    }

    private static long max(ChatWindow window) {
        return switch (window) {
            case ChatWindow.All all -> Long.MAX_VALUE;
            case ChatWindow.Messages messages -> messages.max();
            case ChatWindow.Tokens tokens -> tokens.max();
        };
    }

    private static int size(List<ChatMessage> messages, ChatWindow window) {
        return window instanceof ChatWindow.Tokens tokens
                ? tokens.estimator().estimateTokenCountInMessages(messages)
                : messages.size();
    }

    private static List<ChatMessage> script(RandomGenerator random) {
        List<ChatMessage> script = new ArrayList<>();
        while (script.size() < STEPS) {
            if (random.nextInt(6) == 0) {
                script.add(SystemMessage.from("system " + random.nextInt(3)));
            }
            if (random.nextInt(10) > 0) {
                script.add(UserMessage.from(text(random)));
            }
            for (int round = random.nextInt(3); round > 0; round--) {
                List<ToolExecutionRequest> calls = new ArrayList<>();
                for (int call = random.nextInt(3); call >= 0; call--) {
                    calls.add(Messages.request("c" + call, "tool", "{\"n\":" + random.nextInt(3) + "}"));
                }
                script.add(AiMessage.from(calls));
                calls.forEach(call ->
                        script.add(ToolExecutionResultMessage.from(call.id(), "tool", text(random))));
            }
            if (random.nextInt(6) > 0) {
                script.add(AiMessage.from(text(random)));
            }
        }
        return script;
    }

    private static String text(RandomGenerator random) {
        return "x".repeat(1 + random.nextInt(8));
    }

    @Test
    void a_call_answered_in_a_later_turn_keeps_that_turn_beside_it() {
        List<ChatMessage> crossed = List.of(
                UserMessage.from("old"),
                UserMessage.from("a"),
                AiMessage.from(Messages.request("c1", "tool", "{}")),
                UserMessage.from("b"),
                ToolExecutionResultMessage.from("c1", "tool", "late"),
                UserMessage.from("c"));

        assertThat(new WindowFit(ChatWindow.messages(5)).fit(crossed)).isEqualTo(crossed.subList(1, 6));
        assertThat(new WindowFit(ChatWindow.messages(4)).fit(crossed)).isEqualTo(crossed.subList(5, 6));
        assertThat(new WindowFit(ChatWindow.messages(2)).fit(crossed.subList(1, 5))).isEqualTo(crossed.subList(1, 5));
    }

    private static StepwellChatMemory memory(Stepwell well, String id, ChatWindow window) {
        return StepwellChatMemory.builder(StepwellChatMemoryStore.on(well))
                .id(id)
                .window(window)
                .build();
    }

    /** A token for each character of the text, and one more. */
    private static final class TextLength implements TokenCountEstimator {

        @Override
        public int estimateTokenCountInText(String text) {
            return 1 + text.length();
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return switch (message) {
                case UserMessage user -> estimateTokenCountInText(user.singleText());
                case ToolExecutionResultMessage result -> estimateTokenCountInText(result.text());
                case AiMessage ai -> estimateTokenCountInText(ai.text() == null ? "" : ai.text());
                default -> 1;
            };
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            int sum = 0;
            for (ChatMessage message : messages) {
                sum += estimateTokenCountInMessage(message);
            }
            return sum;
        }
    }
}
