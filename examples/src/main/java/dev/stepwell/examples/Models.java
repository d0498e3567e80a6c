package dev.stepwell.examples;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.sql.SQLException;
import java.util.Map;

/** The model that the environment asks for. */
final class Models {

    private static final String OPENAI_MODEL = "gpt-4o-mini";
    private static final String OLLAMA_MODEL = "llama3.1";

    private Models() {}

    static String name(Map<String, String> environment) {
        if (environment.containsKey("OPENAI_API_KEY")) {
            return environment.getOrDefault("OPENAI_MODEL", OPENAI_MODEL) + " of OpenAI";
        }
        if (environment.containsKey("OLLAMA_BASE_URL")) {
            return environment.getOrDefault("OLLAMA_MODEL", OLLAMA_MODEL) + " of Ollama";
        }
        return "scripted; a real one with OPENAI_API_KEY or OLLAMA_BASE_URL set";
    }

    static ChatModel of(Map<String, String> environment) {
        if (environment.containsKey("OPENAI_API_KEY")) {
            return OpenAiChatModel.builder()
                    .baseUrl(environment.get("OPENAI_BASE_URL"))
                    .apiKey(environment.get("OPENAI_API_KEY"))
                    .modelName(environment.getOrDefault("OPENAI_MODEL", OPENAI_MODEL))
                    .temperature(0.0)
                    .build();
        }
        if (environment.containsKey("OLLAMA_BASE_URL")) {
            return OllamaChatModel.builder()
                    .baseUrl(environment.get("OLLAMA_BASE_URL"))
                    .modelName(environment.getOrDefault("OLLAMA_MODEL", OLLAMA_MODEL))
                    .temperature(0.0)
                    .build();
        }
        return new ScriptedModel();
    }

    /** {@return the model, which from now on charges each of its answers to the worker} */
    static ChatModel charged(ChatModel model, Ledger ledger, String worker) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                ChatResponse response = model.chat(request);
                try {
                    ledger.charge(worker, tokens(response));
                } catch (SQLException e) {
                    throw new IllegalStateException("the ledger cannot be written", e);
                }
                return response;
            }
        };
    }

    private static int tokens(ChatResponse response) {
        Integer total =
                response.tokenUsage() == null ? null : response.tokenUsage().totalTokenCount();
        return total == null ? 0 : total;
    }
}
