package dev.stepwell.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.recall.RecallTool;
import dev.stepwell.langchain4j.recall.StepwellContentRetriever;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** An agent that answers from what an earlier run did: once told before it is asked, once because it looks itself. */
public final class EarlierRuns {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MESSAGES_MAX = 50;
    private static final String QUESTION = "Which receipt did charging the hotel give?";

    private EarlierRuns() {}

    /** The agent as its caller sees it. */
    interface Assistant {
        String chat(@MemoryId String memoryId, @dev.langchain4j.service.UserMessage String text);
    }

    /**
     * Runs both.
     *
     * @param args none
     * @throws IOException if there is no place for the memory
     */
    public static void main(String[] args) throws IOException {
        Page page = new Page(System.out);
        try (Stepwell well =
                Stepwell.open(Files.createTempDirectory("earlier-runs-").resolve("memory"))) {
            try (Attempt run = well.session("run-1").begin(AttemptInfo.of("worker-1"))) {
                run.call(
                        "call-1",
                        ToolCall.of("charge_card", "{\"booking\":\"HOTEL-2\"}"),
                        ToolPolicy.ONCE,
                        key -> "charged the hotel, receipt RECEIPT-2");
            }
            page.heading("An earlier run charged a card. Later ones are asked: " + QUESTION);
            page.row("told", told(well).chat("run-2", QUESTION));
            page.row("looks", looks(well).chat("run-3", QUESTION));
        }
    }

    /** {@return an agent that is told of the past before it is asked} */
    private static Assistant told(Stepwell well) {
        ChatModel model = new Model(messages -> AiMessage.from("I was told: "
                + UserMessage.findLast(messages)
                        .orElseThrow()
                        .singleText()
                        .lines()
                        .toList()
                        .getLast()));
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .contentRetriever(StepwellContentRetriever.builder(well)
                        .otherSessions()
                        .toolReturns()
                        .maxResults(1)
                        .upToDateWithin(PATIENCE)
                        .build())
                .chatMemoryProvider(id -> memory(well, id))
                .build();
    }

    /** {@return an agent that looks into the past itself} */
    private static Assistant looks(Stepwell well) {
        ChatModel model = new Model(messages -> messages.getLast() instanceof ToolExecutionResultMessage result
                ? AiMessage.from("I looked: " + result.text().lines().limit(2).toList())
                : AiMessage.from(ToolExecutionRequest.builder()
                        .id("call-1")
                        .name(RecallTool.RECALL)
                        .arguments("{\"question\":\"receipt of the hotel charge\"}")
                        .build()));
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(RecallTool.builder(well).upToDateWithin(PATIENCE).build())
                .chatMemoryProvider(id -> memory(well, id))
                .build();
    }

    private static MessageWindowChatMemory memory(Stepwell well, Object id) {
        return MessageWindowChatMemory.builder()
                .id(id)
                .maxMessages(MESSAGES_MAX)
                .chatMemoryStore(StepwellChatMemoryStore.on(well))
                .build();
    }

    /** What a stand-in for a model makes of the messages. */
    private interface Script {
        AiMessage answer(List<ChatMessage> messages);
    }

    private record Model(Script script) implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder()
                    .aiMessage(script.answer(request.messages()))
                    .build();
        }
    }
}
