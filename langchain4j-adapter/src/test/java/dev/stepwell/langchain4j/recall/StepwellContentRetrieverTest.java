package dev.stepwell.langchain4j.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.Embedder;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepwellContentRetrieverTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String QUESTION = "which receipt did the hotel give?";

    @TempDir
    Path directory;

    private Instant now = NOON;
    private Stepwell well;

    @BeforeEach
    void open() {
        InstantSource clock = () -> now;
        well = Stepwell.open(directory, JournalOptions.defaults().clock(clock), RecallOptions.words());
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void a_content_tells_where_it_comes_from_and_how_well_it_answers() {
        Past.returned(well, "trip-1", "charge_card", "the hotel gave receipt RECEIPT-2");

        Content content = only(ask(retriever().build(), "trip-2"));

        assertThat(content.textSegment().text()).isEqualTo("charge card: the hotel gave receipt RECEIPT-2");
        assertThat(content.textSegment().metadata().toMap())
                .containsEntry("session", "trip-1")
                .containsEntry("namespace", "default")
                .containsEntry("position", 1L)
                .containsEntry("time", "2026-03-01T12:00:00Z")
                .containsEntry("kind", "message")
                .containsEntry("tool", "charge_card");
        assertThat(content.metadata().get(ContentMetadata.SCORE))
                .isInstanceOfSatisfying(Double.class, score -> assertThat(score).isBetween(0.01, 1.0));
    }

    @Test
    void a_message_that_no_tool_returned_has_no_tool_and_names_its_speaker() {
        Past.say(well, "trip-1", "the hotel gave receipt RECEIPT-2");

        Content content = only(ask(retriever().build(), "trip-2"));

        assertThat(content.textSegment().text()).isEqualTo("[1 March 2026] user: the hotel gave receipt RECEIPT-2");
        assertThat(content.textSegment().metadata().toMap()).doesNotContainKey("tool");
    }

    @Test
    void the_own_conversation_the_others_or_named_ones_are_searched_as_chosen() {
        Past.say(well, 42L, "the hotel gave receipt A");
        Past.say(well, 42L, "thank you, that was all");
        Past.say(well, "trip-2", "the hotel gave receipt B");
        Past.say(well, "trip-3", "the hotel gave receipt C");

        assertThat(sessions(ask(retriever().build(), "42"))).containsExactlyInAnyOrder("42", "trip-2", "trip-3");
        assertThat(sessions(ask(retriever().ownSession().build(), 42))).containsExactly("42");
        assertThat(sessions(ask(retriever().otherSessions().build(), 42L)))
                .containsExactlyInAnyOrder("trip-2", "trip-3");
        assertThat(sessions(ask(retriever().sessions("42", "trip-2").build(), "trip-3")))
                .containsExactlyInAnyOrder("42", "trip-2");
        assertThat(sessions(
                        ask(retriever().sessions("42", "trip-2").otherSessions().build(), 42)))
                .containsExactly("trip-2");
    }

    @Test
    void a_memory_id_names_the_session_that_the_chat_memory_store_gives_it() {
        UUID id = UUID.fromString("00000000-0000-0001-0000-000000000002");
        Past.say(well, id, "the hotel gave receipt A");
        Past.say(well, id, "thank you, that was all");

        assertThat(sessions(ask(retriever().ownSession().build(), id))).containsExactly(id.toString());
    }

    @Test
    void the_own_conversation_cannot_be_asked_for_without_a_memory_id() {
        StepwellContentRetriever own = retriever().ownSession().build();
        assertThatThrownBy(() -> own.retrieve(Query.from(QUESTION)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory id: expected a string, number or other value, got null");
        assertThatThrownBy(() -> retriever().sessions("a").ownSession().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected either ownSession() or sessions(…), got both");
    }

    @Test
    void another_namespace_is_never_seen() {
        Past.say(well, "trip-1", "the hotel gave receipt A");

        assertThat(ask(retriever().namespace("tenant-2").build(), "trip-2")).isEmpty();
    }

    @Test
    void kinds_tools_and_tool_returns_narrow_the_search() {
        Past.say(well, "trip-1", "the hotel gave receipt A");
        Past.returned(well, "trip-2", "charge_card", "the hotel gave receipt B");
        Past.returned(well, "trip-3", "send_mail", "the hotel gave receipt C");
        try (Attempt attempt = well.session("trip-4").begin(AttemptInfo.of("worker"))) {
            attempt.call("c1", ToolCall.of("charge_card", "{}"), ToolPolicy.ONCE, key -> "the hotel gave receipt D");
            attempt.note("hotel", "it gave receipt E");
        }

        assertThat(sessions(ask(retriever().toolReturns().build(), "me")))
                .containsExactlyInAnyOrder("trip-2", "trip-3", "trip-4");
        assertThat(sessions(ask(retriever().tools("charge_card").build(), "me")))
                .containsExactlyInAnyOrder("trip-2", "trip-4");
        assertThat(sessions(ask(retriever().kinds(StepKind.NOTE).build(), "me")))
                .containsExactly("trip-4");
    }

    @Test
    void a_time_narrows_the_search() {
        Past.say(well, "trip-1", "the hotel gave receipt A");
        now = NOON.plus(Duration.ofDays(1));
        Past.say(well, "trip-2", "the hotel gave receipt B");
        Instant asked = now.plus(Duration.ofMinutes(1));

        assertThat(sessions(ask(
                        retriever()
                                .clock(() -> asked)
                                .since(Duration.ofHours(1))
                                .build(),
                        "me")))
                .containsExactly("trip-2");
        assertThat(sessions(ask(retriever().between(NOON, now).build(), "me"))).containsExactly("trip-1");
        assertThatThrownBy(() -> retriever().between(now, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a time that ends after it begins");
        assertThatThrownBy(() -> retriever().since(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void results_are_as_many_as_asked_for_and_good_enough() {
        for (int i = 0; i < 8; i++) {
            Past.say(well, "trip-" + i, "the hotel gave receipt " + i);
        }

        assertThat(ask(retriever().build(), "me")).hasSize(5);
        assertThat(ask(retriever().maxResults(7).build(), "me")).hasSize(7);
        assertThat(ask(retriever().minScore(1).build(), "me")).isEmpty();
        assertThatThrownBy(() -> retriever().maxResults(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> retriever().minScore(1.1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_return_that_stands_in_a_session_as_a_call_and_as_a_message_is_one_content() {
        try (Attempt attempt = well.session("trip-1").begin(AttemptInfo.of("worker"))) {
            attempt.call("c1", ToolCall.of("charge_card", "{}"), ToolPolicy.ONCE, key -> "the hotel gave receipt A");
        }
        Past.returned(well, "trip-1", "charge_card", "the hotel gave receipt A");

        assertThat(ask(retriever().build(), "me")).hasSize(1);
    }

    @Test
    void the_question_being_answered_is_not_found() {
        Past.say(well, "trip-1", "the hotel gave receipt A");
        Past.say(well, "trip-1", QUESTION);

        assertThat(ask(retriever().build(), "trip-1"))
                .singleElement()
                .satisfies(content -> assertThat(content.textSegment().text()).endsWith("receipt A"));
    }

    @Test
    void a_question_longer_than_any_query_is_asked_by_its_beginning() {
        Past.say(well, "trip-1", "the hotel gave receipt A");
        String question = QUESTION + " blah".repeat(RecallQuery.TEXT_LENGTH_MAX);

        assertThat(retriever().build().retrieve(Query.from(question))).hasSize(1);
    }

    @Test
    void a_retrieval_without_waiting_does_not_hold_up_its_caller() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Embedder slow = new Embedder() {
            @Override
            public String model() {
                return "slow";
            }

            @Override
            public int dimensions() {
                return 1;
            }

            @Override
            public float[] embed(String text) {
                if (text.equals(QUESTION)) {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return new float[] {1};
            }
        };
        try (Stepwell other =
                Stepwell.open(directory.resolve("slow"), RecallOptions.words().embedder(slow))) {
            Past.say(other, "trip-1", "the hotel gave receipt A");
            StepwellContentRetriever retriever = StepwellContentRetriever.builder(other)
                    .upToDateWithin(Past.PATIENCE)
                    .build();
            CompletableFuture<List<Content>> future = retriever.retrieveAsync(Query.from(QUESTION));
            asked.await();
            assertThat(future).isNotDone();
            answer.countDown();
            assertThat(future.get()).hasSize(1);
        }
    }

    @Test
    void what_a_retrieval_without_waiting_throws_completes_it() {
        StepwellContentRetriever own = retriever().ownSession().build();
        assertThat(own.retrieveAsync(Query.from(QUESTION)))
                .failsWithin(Past.PATIENCE)
                .withThrowableThat()
                .withMessageContaining("memory id: expected");
    }

    @Test
    void a_step_is_found_by_what_it_means() {
        try (Stepwell other = Stepwell.open(
                directory.resolve("meaning"), RecallOptions.words().embedder(MiniLm.embedder()))) {
            Past.say(other, "a", "The harbour crane was repaired on Monday.");
            Past.say(other, "b", "My puppy chewed up the sofa.");
            other.recall(RecallQuery.of("any").meaningAfter(other.journal().lastOffset(), Past.PATIENCE));

            List<Content> found = StepwellContentRetriever.builder(other)
                    .maxResults(1)
                    .build()
                    .retrieve(Query.from("a dog that damaged furniture"));

            assertThat(sessions(found)).containsExactly("b");
        }
    }

    @Test
    void an_answer_of_the_model_is_found_as_the_assistants() {
        Past.add(well, "trip-1", AiMessage.from("the hotel gave receipt A"));

        assertThat(only(ask(retriever().build(), "me")).textSegment().text())
                .isEqualTo("[1 March 2026] ai: the hotel gave receipt A");
    }

    private StepwellContentRetriever.Builder retriever() {
        return StepwellContentRetriever.builder(well).upToDateWithin(Past.PATIENCE);
    }

    private static List<Content> ask(StepwellContentRetriever retriever, Object memoryId) {
        return retriever.retrieve(Query.from(QUESTION, Metadata.from(UserMessage.from(QUESTION), memoryId, List.of())));
    }

    private static List<String> sessions(List<Content> contents) {
        return contents.stream()
                .map(content -> String.valueOf(content.textSegment().metadata().getString("session")))
                .distinct()
                .toList();
    }

    private static Content only(List<Content> contents) {
        assertThat(contents).hasSize(1);
        return contents.get(0);
    }
}
