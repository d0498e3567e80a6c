package dev.stepwell.benchmarks;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A conversation of messages of about 1 KB: user and AI in turn, and a tool call in every ten. */
final class Script {

    private static final int MESSAGE_BYTES = 1_000;

    private final Payloads payloads;

    Script(long seed) {
        this.payloads = new Payloads(seed);
    }

    /** {@return the first so many messages} */
    Stream<ChatMessage> messages(int count) {
        return IntStream.range(0, count).mapToObj(this::message);
    }

    /** {@return the message of this number, to be asked for in order} */
    ChatMessage message(int number) {
        return switch (number % 10) {
            case 3 ->
                AiMessage.from(
                        payloads.text(200),
                        java.util.List.of(ToolExecutionRequest.builder()
                                .id("call-" + number)
                                .name("orders.search")
                                .arguments(payloads.json(700))
                                .build()));
            case 4 ->
                ToolExecutionResultMessage.from("call-" + (number - 1), "orders.search", payloads.json(MESSAGE_BYTES));
            case 0, 2, 6, 8 -> UserMessage.from(payloads.text(MESSAGE_BYTES));
            default -> AiMessage.from(payloads.text(MESSAGE_BYTES));
        };
    }
}
