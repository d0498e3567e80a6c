package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import dev.stepwell.Stepwell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated edits of chat lists, 10,000 of them: the store gives back what it was handed. */
class EditListsTest {

    private static final int EDITS = 1_250; // for each of eight seeds
    private static final int LENGTH_MAX = 30;
    private static final int WINDOW_STEPS = 400;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void any_list_is_given_back_as_it_was_handed_over_also_by_a_new_store(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        try (Stepwell well = Stepwell.open(directory)) {
            StepwellChatMemoryStore store =
                    StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
            String id = "memory";
            for (int edit = 1; edit <= EDITS; edit++) {
                if (random.nextInt(40) == 0) {
                    id = "memory " + edit;
                }
                if (random.nextInt(20) == 0) {
                    store = StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
                }
                List<ChatMessage> list = edited(store.getMessages(id), random);
                if (list.isEmpty()) {
                    store.deleteMessages(id);
                } else {
                    store.updateMessages(id, list);
                }

                List<String> handedOver = Messages.json(list);
                assertThat(Messages.json(store.getMessages(id)))
                        .as("seed %d edit %d", seed, edit)
                        .isEqualTo(handedOver);
                if (random.nextInt(4) == 0) {
                    assertThat(Messages.json(StepwellChatMemoryStore.on(
                                            well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP)
                                    .getMessages(id)))
                            .as("seed %d edit %d, by a new store", seed, edit)
                            .isEqualTo(handedOver);
                }
            }
            assertThat(well.verify().findings()).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void windows_over_the_store_show_what_windows_over_a_plain_map_show(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        try (Stepwell well = Stepwell.open(directory)) {
            ChatMemoryStore plain = new InMemoryChatMemoryStore();
            ChatMemoryStore ours =
                    StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
            for (int step = 1; step <= WINDOW_STEPS; step++) {
                if (random.nextInt(10) == 0) {
                    ours = StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
                }
                boolean tokens = random.nextBoolean();
                boolean first = random.nextInt(4) > 0;
                ChatMemory expected = window(tokens, first, plain);
                ChatMemory actual = window(tokens, first, ours);
                ChatMessage message =
                        random.nextInt(8) == 0 ? SystemMessage.from("s" + random.nextInt(3)) : Messages.random(random);
                if (random.nextInt(40) == 0) {
                    expected.clear();
                    actual.clear();
                }
                expected.add(copy(message));
                actual.add(message);

                assertThat(Messages.json(actual.messages()))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(Messages.json(expected.messages()));
            }
        }
    }

    private static ChatMemory window(boolean tokens, boolean systemFirst, ChatMemoryStore store) {
        return tokens
                ? TokenWindowChatMemory.builder()
                        .id("window")
                        .maxTokens(9, new OnePerMessage())
                        .alwaysKeepSystemMessageFirst(systemFirst)
                        .chatMemoryStore(store)
                        .build()
                : MessageWindowChatMemory.builder()
                        .id("window")
                        .maxMessages(7)
                        .alwaysKeepSystemMessageFirst(systemFirst)
                        .chatMemoryStore(store)
                        .build();
    }

    private static List<ChatMessage> edited(List<ChatMessage> list, RandomGenerator random) {
        List<ChatMessage> edited = new ArrayList<>(list);
        if (random.nextInt(8) == 0) {
            edited.replaceAll(EditListsTest::copy); // as a caller that keeps JSON would hand them over
        }
        int at = random.nextInt(edited.size() + 1);
        int behind = Math.min(edited.size(), at + 1 + random.nextInt(3));
        switch (random.nextInt(14)) {
            case 0 ->
                edited.subList(0, Math.min(edited.size(), 1 + random.nextInt(4)))
                        .clear();
            case 1 -> evictBehindSystem(edited);
            case 2 -> replaceSystem(edited, 0, random);
            case 3 -> replaceSystem(edited, edited.size(), random);
            case 4 -> edited.subList(at, behind).clear();
            case 5 -> edited.add(at, Messages.random(random));
            case 6 -> edited.addAll(at, List.copyOf(edited.subList(0, Math.min(3, edited.size()))));
            case 7 -> Collections.rotate(edited, random.nextInt(3));
            case 8 -> mutateAttributes(edited, random);
            case 9 -> clearNowAndThen(edited, random);
            default -> append(edited, random);
        }
        while (edited.size() > LENGTH_MAX) {
            edited.remove(random.nextInt(3));
        }
        return edited;
    }

    private static void append(List<ChatMessage> list, RandomGenerator random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            list.add(Messages.random(random));
        }
    }

    private static void evictBehindSystem(List<ChatMessage> list) {
        if (list.size() > 1) {
            list.remove(list.get(0) instanceof SystemMessage ? 1 : 0);
        }
    }

    private static void replaceSystem(List<ChatMessage> list, int at, RandomGenerator random) {
        int behind = list.size() - at;
        list.removeIf(message -> message instanceof SystemMessage);
        list.add(Math.max(0, list.size() - behind), SystemMessage.from("system " + random.nextInt(5)));
    }

    private static void mutateAttributes(List<ChatMessage> list, RandomGenerator random) {
        for (ChatMessage message : list) {
            if (message instanceof UserMessage user && random.nextInt(3) == 0) {
                if (random.nextBoolean()) {
                    user.attributes().put("mutated", random.nextLong(5));
                } else {
                    user.attributes().clear();
                }
            }
        }
    }

    private static void clearNowAndThen(List<ChatMessage> list, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            list.clear();
        }
    }

    private static ChatMessage copy(ChatMessage message) {
        return ChatMessageDeserializer.messageFromJson(ChatMessageSerializer.messageToJson(message));
    }

    private static final class OnePerMessage implements TokenCountEstimator {
        @Override
        public int estimateTokenCountInText(String text) {
            return 1;
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return 1;
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            int count = 0;
            for (ChatMessage ignored : messages) {
                count++;
            }
            return count;
        }
    }
}
