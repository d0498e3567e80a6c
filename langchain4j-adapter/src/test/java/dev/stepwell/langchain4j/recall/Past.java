package dev.stepwell.langchain4j.recall;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.MemoryId;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A past to recall, and what tests of recall have in common. */
final class Past {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Past() {}

    /** An agent as its caller sees it. */
    interface Assistant {
        String chat(@MemoryId Object memoryId, @dev.langchain4j.service.UserMessage String text);
    }

    /** Adds a user's message to a conversation, as a chat memory does. */
    static void say(Stepwell well, Object memoryId, String text) {
        add(well, memoryId, UserMessage.from(text));
    }

    /** Adds a tool's result to a conversation. */
    static void returned(Stepwell well, Object memoryId, String tool, String text) {
        add(well, memoryId, ToolExecutionResultMessage.from("c1", tool, text));
    }

    static void add(Stepwell well, Object memoryId, ChatMessage message) {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        List<ChatMessage> messages = new ArrayList<>(store.getMessages(memoryId));
        messages.add(message);
        store.updateMessages(memoryId, messages);
    }

    static ToolExecutionRequest request(String id, String tool, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(tool)
                .arguments(arguments)
                .build();
    }

    static ChatMemoryProvider memories(StepwellChatMemoryStore store) {
        return id -> MessageWindowChatMemory.builder()
                .id(id)
                .maxMessages(50)
                .chatMemoryStore(store)
                .build();
    }

    /** {@return the payloads of the session's messages} */
    static List<String> written(Stepwell well, String session) {
        try (Stream<Step> steps = well.session(session).steps(StepQuery.kinds(StepKind.MESSAGE))) {
            return steps.map(Step::payload).toList();
        }
    }
}
