package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import dev.langchain4j.service.AiServices;
import dev.stepwell.Stepwell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpToolsTest {

    private static final String ID = "trip-42";

    @TempDir
    Path directory;

    interface Assistant {
        String chat(String text);
    }

    /** A client with a server of its own, as a worker starts it. */
    private McpClient client() {
        return new DefaultMcpClient.Builder()
                .transport(new StdioMcpTransport.Builder()
                        .command(
                                OtherJvm.running(BookingServer.class, bookings().toString()))
                        .build())
                .build();
    }

    private Path bookings() {
        return directory.resolve("bookings.txt");
    }

    private Assistant assistant(
            DurableTurns turns, StepwellChatMemoryStore store, ScriptedModel model, McpClient client) {
        return AiServices.builder(Assistant.class)
                .chatModel(turns.model(model))
                .toolProvider(
                        turns.tools(McpToolProvider.builder().mcpClients(client).build()))
                .chatMemory(StepwellChatMemory.builder(store).id(ID).build())
                .build();
    }

    @Test
    @SuppressWarnings("try") // closing a client may be interrupted
    void what_an_mcp_server_did_for_a_turn_that_broke_is_not_done_again_by_the_next_worker() throws Exception {
        ScriptedModel model = new ScriptedModel(messages -> ScriptedModel.round(messages) == 0
                ? AiMessage.from(Messages.request("c1", "book", "{\"flight\":\"Oslo\"}"))
                : AiMessage.from("it says: " + ScriptedModel.lastResult(messages)));
        try (Stepwell well = Stepwell.open(directory.resolve("memory"));
                McpClient client = client()) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.on(store);
            Assistant assistant = assistant(turns, store, model, client);
            assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                        throw new IllegalStateException("broken after " + assistant.chat("to Oslo"));
                    }))
                    .hasMessage("broken after it says: seat 1 to Oslo");
        }
        try (Stepwell well = Stepwell.open(directory.resolve("memory"));
                McpClient client = client()) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.on(store);
            Assistant assistant = assistant(turns, store, model, client);
            assertThat(turns.run(ID, "t1", () -> assistant.chat("to Oslo"))).isEqualTo("it says: seat 1 to Oslo");
            assertThat(turns.lastReport(ID).orElseThrow().toolCallsReplayed()).isEqualTo(1);
        }
        assertThat(Files.readAllLines(bookings())).containsExactly("Oslo");
        assertThat(model.requests()).hasSize(2);
    }
}
