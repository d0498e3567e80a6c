package dev.stepwell.langchain4j;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An MCP server, a process of its own, with one tool; each call adds a line to a file. */
final class BookingServer {

    private static final Map<String, Object> ARGUMENTS = Map.of(
            "type", "object", "properties", Map.of("flight", Map.of("type", "string")), "required", List.of("flight"));

    private BookingServer() {}

    public static void main(String[] args) throws InterruptedException {
        Path bookings = Path.of(args[0]);
        McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
                .serverInfo("bookings", "1")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .toolCall(
                        Tool.builder("book", ARGUMENTS)
                                .description("Books a seat.")
                                .build(),
                        (exchange, request) -> CallToolResult.builder()
                                .addTextContent(
                                        book(bookings, request.arguments().get("flight")))
                                .build())
                .build();
        new CountDownLatch(1).await();
    }

    private static String book(Path bookings, @Nullable Object flight) {
        try {
            Files.writeString(bookings, flight + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return "seat " + Files.readAllLines(bookings).size() + " to " + flight;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
