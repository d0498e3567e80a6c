package dev.stepwell.examples;

import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.ChatWindow;
import dev.stepwell.langchain4j.StepwellChatMemory;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An agent that still knows, after a restart, what it was told, by three lines: open the directory, make a memory provider
 * on it, hand that to {@code AiServices}. The model sees the last turns; the whole conversation stays readable.
 */
public final class DropInMemory {

    private static final int WINDOW = 6;

    private DropInMemory() {}

    interface Assistant {
        String chat(@MemoryId String memoryId, @UserMessage String text);
    }

    /**
     * Chats in a directory of its own, twice: as if the process had been restarted in between.
     *
     * @param args none
     * @throws java.io.IOException if no temporary directory can be made
     */
    public static void main(String[] args) throws java.io.IOException {
        Path directory = Files.createTempDirectory("stepwell-drop-in");
        ChatModel echo = new EchoModel();
        chat(directory, echo, "My name is Klaus.", System.out);
        chat(directory, echo, "What is my name?", System.out);
    }

    static void chat(Path directory, ChatModel model, String text, PrintStream out) {
        try (Stepwell well = Stepwell.open(directory)) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            ChatMemoryProvider memories = StepwellChatMemory.provider(store, ChatWindow.messages(WINDOW));
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .chatMemoryProvider(memories)
                    .build();
            out.println(assistant.chat("klaus", text));
            StepwellChatMemory.builder(store)
                    .id("klaus")
                    .build()
                    .history()
                    .forEach(each -> out.println(
                            "  " + each.position() + " " + each.message().type()));
        }
    }
}
