package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check of a run would miss, nobody would see. */
final class TraceCheckTest {

    @TempDir
    private Path folder;

    private Recording recording;

    @BeforeEach
    void carryOut() throws IOException, URISyntaxException {
        recording = Recording.read(TraceTest.fixture()).stream()
                .filter(each -> each.id().equals("several tools in one answer"))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(TraceRun.effects(folder));
        try (Stepwell well = Stepwell.open(TraceRun.memory(folder))) {
            new TraceAgent(StepwellChatMemoryStore.on(well), "worker", recording, effects(), place -> {}).run();
        }
    }

    @Test
    void what_was_carried_out_as_recorded_shows_no_difference() {
        assertThat(differences(recording, Map.of(0, Place.TURN_DONE))).isEmpty();
    }

    @Test
    void a_message_that_reads_otherwise_is_named() {
        List<JsonNode> other = new ArrayList<>(recording.messages());
        other.set(3, ((ObjectNode) other.get(3)).deepCopy().put("content", "{\"price\":10.51}"));
        assertThat(differences(new Recording(recording.id(), other), Map.of(0, Place.TURN_DONE)))
                .singleElement()
                .asString()
                .contains("message 4: expected")
                .contains("10.51");
    }

    @Test
    void a_message_too_few_and_one_too_many_are_named() {
        List<JsonNode> fewer = recording.messages().subList(0, 5);
        assertThat(differences(new Recording(recording.id(), fewer), Map.of(0, Place.TURN_DONE)))
                .anyMatch(difference -> difference.contains("message 6: expected null, got"));
        List<JsonNode> more = new ArrayList<>(recording.messages());
        more.add(recording.messages().get(0));
        assertThat(differences(new Recording(recording.id(), more), Map.of(0, Place.TURN_DONE)))
                .anyMatch(
                        difference -> difference.contains("message 7: expected {") && difference.endsWith("got null"));
    }

    @Test
    void a_tool_that_ran_twice_is_named_and_so_is_one_that_did_not_run() throws IOException {
        effects().acted(3, "another-key");
        assertThat(differences(recording, Map.of(0, Place.TURN_DONE)))
                .anyMatch(difference -> difference.endsWith("message 4: the tool ran 2 times, expected 1"));
        Files.writeString(TraceRun.effects(folder).resolve("0.txt"), "");
        assertThat(differences(recording, Map.of(0, Place.TURN_DONE)))
                .anyMatch(difference -> difference.endsWith("message 5: the tool ran 0 times, expected 1"));
    }

    @Test
    void a_model_that_was_asked_twice_is_named_unless_the_answer_was_lost_on_its_way() {
        effects().answered(1);
        assertThat(differences(recording, Map.of(0, Place.MODEL_ASKED)))
                .anyMatch(difference -> difference.endsWith("the model answered 3 times, expected 2"));
        assertThat(differences(recording, Map.of(0, Place.MODEL_ANSWERED))).isEmpty();
    }

    @Test
    void a_worker_that_was_never_killed_is_named() {
        assertThat(differences(recording, Map.of()))
                .anyMatch(difference -> difference.contains("its worker was never killed"));
    }

    private TraceEffects effects() {
        return new TraceEffects(TraceRun.effects(folder), 0);
    }

    private List<String> differences(Recording expected, Map<Integer, Place> killedAt) {
        TraceRun.Result result =
                new TraceRun.Result(List.of(0), 1, new ConcurrentHashMap<>(killedAt), new ConcurrentHashMap<>());
        return TraceCheck.check(folder, List.of(expected), result).differences();
    }
}
