package dev.stepwell.spring.assistant;

import dev.langchain4j.agent.tool.Tool;
import org.springframework.stereotype.Component;

@Component
class Bookings {

    @Tool("Books a flight")
    String book(String to) {
        return "booked " + to + " as AB-1";
    }
}
