package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.service.TokenStream;
import dev.stepwell.journal.StepwellException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Streamed responses: waiting for one that a model sends, and sending one that is recorded. */
final class Streaming {

    private Streaming() {}

    /**
     * Asks the model, hands on the pieces of its response, and waits for the whole.
     *
     * @throws InterruptedException if the thread is interrupted; the model is not asked to stop
     * @throws Exception what the model reports as its failure
     */
    static ChatResponse await(
            StreamingChatModel model,
            ChatRequest request,
            ChatRequestOptions options,
            StreamingChatResponseHandler handler)
            throws Exception {
        Pieces pieces = new Pieces(handler);
        model.chat(request, options, pieces);
        try {
            return pieces.whole.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** {@return what a response failed with, if that is no error: those are thrown} */
    private static Exception failure(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception failure ? failure : e;
    }

    /**
     * Starts a stream whose model is durable, and waits for the answer.
     *
     * @return the answer's text; empty if it has none
     */
    static String answer(TokenStream stream, Consumer<String> pieces) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        stream.onPartialResponse(pieces)
                .onCompleteResponse(whole::complete)
                .onError(whole::completeExceptionally)
                .start();
        try {
            String text = whole.get().aiMessage().text();
            return text == null ? "" : text;
        } catch (ExecutionException e) {
            Exception failure = failure(e);
            throw failure instanceof RuntimeException unchecked
                    ? unchecked
                    : new StepwellException("streamed answer: " + failure, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepwellException("streamed answer: interrupted while waiting for it", e);
        }
    }

    /** Sends what the pieces of a recorded response said, each sort in one piece. */
    static void replay(AiMessage message, StreamingChatResponseHandler handler) {
        if (message.thinking() != null && !message.thinking().isEmpty()) {
            handler.onPartialThinking(
                    new PartialThinking(message.thinking()), new PartialThinkingContext(new NothingToCancel()));
        }
        if (message.text() != null && !message.text().isEmpty()) {
            handler.onPartialResponse(
                    new PartialResponse(message.text()), new PartialResponseContext(new NothingToCancel()));
        }
    }

    /** Tells of the tool calls and of the whole response. */
    static void complete(ChatResponse response, StreamingChatResponseHandler handler) {
        List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
            handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
        }
        handler.onCompleteResponse(response);
    }

    /** Hands on pieces, and keeps back what follows from the whole: LangChain4j would start tools with it. */
    private static final class Pieces implements StreamingChatResponseHandler {

        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private final StreamingChatResponseHandler handler;

        Pieces(StreamingChatResponseHandler handler) {
            this.handler = handler;
        }

        @Override
        public void onPartialResponse(String piece) {
            handler.onPartialResponse(piece);
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            handler.onPartialResponse(piece, new PartialResponseContext(watched(context.streamingHandle())));
        }

        @Override
        public void onPartialThinking(PartialThinking piece) {
            handler.onPartialThinking(piece);
        }

        @Override
        public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
            handler.onPartialThinking(piece, new PartialThinkingContext(watched(context.streamingHandle())));
        }

        @Override
        public void onPartialToolCall(PartialToolCall piece) {
            handler.onPartialToolCall(piece);
        }

        @Override
        public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
            handler.onPartialToolCall(piece, new PartialToolCallContext(watched(context.streamingHandle())));
        }

        /** A response that is cancelled never ends: who waits for it must hear of that. */
        private StreamingHandle watched(StreamingHandle handle) {
            return new StreamingHandle() {
                @Override
                public void cancel() {
                    handle.cancel();
                    whole.completeExceptionally(
                            new CancellationException("the response was cancelled while streaming"));
                }

                @Override
                public boolean isCancelled() {
                    return handle.isCancelled();
                }
            };
        }

        @Override
        public void onUnmappedRawEvent(Object event) {
            handler.onUnmappedRawEvent(event);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }
    }

    /** Of a response that is complete. */
    private static final class NothingToCancel implements StreamingHandle {

        @Override
        public void cancel() {
            // there is nothing left to come
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}
