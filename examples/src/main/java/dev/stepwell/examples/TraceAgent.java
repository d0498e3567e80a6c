package dev.stepwell.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.IdempotencyKey;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.util.List;
import java.util.Optional;

/**
 * An agent that is a loop of its own, as some are: asks the model, runs the tools, until the model has no more to say.
 * The model says what it said in the recording, and the tools return what they returned.
 *
 * <p>For one thread.
 */
final class TraceAgent {

    private static final int MESSAGES_MAX = 100_000; // nothing is evicted: the whole conversation is to be compared

    private final Recording recording;
    private final TraceEffects effects;
    private final Place.Watch watch;
    private final DurableTurns turns;
    private final ChatModel model;
    private final ChatMemory memory;
    private int turnsRun;
    private int modelCalls;
    private int modelAnswers;
    private int toolCalls;
    private int toolRuns;

    TraceAgent(
            StepwellChatMemoryStore store,
            String worker,
            Recording recording,
            TraceEffects effects,
            Place.Watch watch) {
        this.recording = recording;
        this.effects = effects;
        this.watch = watch;
        this.turns = turns(store, worker);
        this.model = turns.model(new RecordedModel());
        this.memory = MessageWindowChatMemory.builder()
                .id(recording.id())
                .maxMessages(MESSAGES_MAX)
                .chatMemoryStore(store)
                .build();
    }

    /** A tool whose call is in doubt asks the outside whether it acted. */
    private DurableTurns turns(StepwellChatMemoryStore store, String worker) {
        DurableTurns.Builder builder = DurableTurns.builder(store).worker(worker);
        recording.tools().forEach(tool -> builder.policy(tool, ToolPolicy.reconcile(this::happened)));
        return builder.build();
    }

    /** Carries the conversation out, from wherever it stands. */
    TraceCounts run() {
        List<Recording.Turn> all = recording.turns();
        for (int i = 0; i < all.size(); i++) {
            Recording.Turn turn = all.get(i);
            turns.run(recording.id(), "turn-" + (i + 1), () -> turn(turn));
            watch.passing(Place.TURN_DONE);
        }
        return new TraceCounts(turnsRun, all.size() - turnsRun, modelCalls - modelAnswers, toolCalls - toolRuns);
    }

    private String turn(Recording.Turn turn) {
        turnsRun++;
        watch.passing(Place.TURN_BEGUN);
        int next = turn.from();
        while (next < turn.to() && !recording.is(next, "assistant")) {
            memory.add(OpenAiForm.read(recording.messages().get(next++)));
        }
        watch.passing(Place.USER_RECORDED);
        String answer = "";
        while (recording.is(memory.messages().size(), "assistant")) {
            AiMessage said = model.chat(
                            ChatRequest.builder().messages(memory.messages()).build())
                    .aiMessage();
            modelCalls++;
            memory.add(said);
            watch.passing(Place.ANSWER_RECORDED);
            for (ToolExecutionRequest call : said.toolExecutionRequests()) {
                ToolExecutionResultMessage result = turns.execute(call, this::act);
                toolCalls++;
                watch.passing(Place.TOOL_RETURNED);
                memory.add(result);
            }
            answer = String.valueOf(said.text());
        }
        return answer;
    }

    private String act(ToolExecutionRequest call, Object memoryId) {
        int message = memory.messages().size();
        watch.passing(Place.TOOL_INTENDED);
        effects.acted(message, IdempotencyKey.current());
        toolRuns++;
        watch.passing(Place.TOOL_ACTED);
        return returned(message);
    }

    private Optional<String> happened(String key, ToolCall call) {
        return effects.actedUnder(key).map(this::returned);
    }

    private String returned(int message) {
        return recording.messages().get(message).path("content").asText();
    }

    private final class RecordedModel implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            int message = request.messages().size();
            watch.passing(Place.MODEL_ASKED);
            effects.answered(message);
            modelAnswers++;
            watch.passing(Place.MODEL_ANSWERED);
            return ChatResponse.builder()
                    .aiMessage((AiMessage) OpenAiForm.read(recording.messages().get(message)))
                    .build();
        }
    }
}
