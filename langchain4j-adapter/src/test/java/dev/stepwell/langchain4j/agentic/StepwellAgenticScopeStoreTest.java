package dev.stepwell.langchain4j.agentic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.scope.AgentInvocation;
import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.langchain4j.agentic.scope.AgenticScopePersister;
import dev.langchain4j.agentic.scope.AgenticScopeRegistry;
import dev.langchain4j.agentic.scope.AgenticScopeSerializer;
import dev.langchain4j.agentic.scope.AgenticScopeStore;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.V;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepwellAgenticScopeStoreTest {

    private static final AgenticScopeKey KEY = new AgenticScopeKey("team", "trip-42");

    @TempDir
    Path directory;

    private Stepwell well;
    private StepwellAgenticScopeStore store;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellAgenticScopeStore.on(well);
        AgenticScopePersister.setStore(store);
    }

    @AfterEach
    void close() {
        AgenticScopePersister.setStore(null);
        InstalledAgenticScopeStore.forwardTo(null);
        well.close();
    }

    private static DefaultAgenticScope scope(Object memoryId) {
        return new AgenticScopeRegistry("team").create(memoryId); // the first save
    }

    private static void invoked(DefaultAgenticScope scope, int number) {
        scope.writeState("answer", "number " + number);
        scope.registerAgentInvocation(
                new AgentInvocation(String.class, "agent", "agent$0", Map.of("n", number), "output " + number),
                new Object());
    }

    @Test
    void a_scope_is_loaded_as_it_was_saved_also_by_another_process() {
        DefaultAgenticScope scope = scope("trip-42");
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("b", 1);
        ordered.put("a", 2L);
        scope.writeState("ordered", ordered);
        scope.writeState("text", "unpaired \ud83d and paired \ud83d\ude00");
        invoked(scope, 1);
        store.save(KEY, scope);
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("first", 0.1);
        more.putAll(ordered);
        scope.writeState("ordered", more);
        invoked(scope, 2);

        assertThat(store.save(KEY, scope)).isTrue();

        DefaultAgenticScope loaded =
                StepwellAgenticScopeStore.on(well).load(KEY).orElseThrow();
        assertThat(loaded.memoryId()).isEqualTo("trip-42");
        assertThat(loaded.state()).isEqualTo(scope.state());
        assertThat(((Map<?, ?>) loaded.readState("ordered")).keySet().toString())
                .isEqualTo("[first, b, a]");
        assertThat(loaded.agentInvocations())
                .isEqualTo(scope.agentInvocations())
                .hasSize(2);
    }

    @Test
    void every_version_stays_readable() {
        DefaultAgenticScope scope = scope("trip-42");
        List<String> expected = new ArrayList<>(List.of(AgenticScopeSerializer.toJson(scope)));
        for (int i = 1; i <= 40; i++) {
            invoked(scope, i);
            store.save(KEY, scope);
            expected.add(AgenticScopeSerializer.toJson(scope));
        }

        List<Step> versions = store.versions(KEY);

        assertThat(versions).hasSize(41);
        assertThat(versions).extracting(Step::kind).contains(StepKind.CHECKPOINT, StepKind.CHECKPOINT_CHANGE);
        for (int i = 0; i <= 40; i++) {
            DefaultAgenticScope old =
                    store.load(KEY, versions.get(i).position()).orElseThrow();
            assertThat(old.agentInvocations()).hasSize(i);
            DefaultAgenticScope given = AgenticScopeSerializer.fromJson(expected.get(i)); // names other map classes
            assertThat(AgenticScopeSerializer.toJson(old)).isEqualTo(AgenticScopeSerializer.toJson(given));
        }
        assertThat(well.verify().findings()).isEmpty();
    }

    @Test
    void the_bytes_of_a_save_do_not_grow_with_the_history() {
        DefaultAgenticScope scope = scope("trip-42");
        long first = bytesOfSaves(scope, 1, 200);
        long second = bytesOfSaves(scope, 201, 400);
        long third = bytesOfSaves(scope, 401, 800);

        assertThat(first + second).isLessThan(3 * first);
        assertThat(third).isLessThan(3 * (first + second));
        List<Step> changes = store.versions(KEY).stream()
                .filter(step -> step.is(StepKind.CHECKPOINT_CHANGE))
                .toList();
        assertThat(changes)
                .hasSizeGreaterThan(780)
                .allSatisfy(step -> assertThat(step.payload()).hasSizeLessThan(600));
        assertThat(AgenticScopeSerializer.toJson(scope)).hasSizeGreaterThan(100 * 600);
    }

    private long bytesOfSaves(DefaultAgenticScope scope, int from, int to) {
        int versions = store.versions(KEY).size();
        for (int i = from; i <= to; i++) {
            invoked(scope, i);
            store.save(KEY, scope);
        }
        return store.versions(KEY).stream()
                .skip(versions)
                .mapToLong(step -> step.payload().length())
                .sum();
    }

    @Test
    void a_scope_as_it_was_is_not_written_again() {
        DefaultAgenticScope scope = scope("trip-42");
        long position = well.session(store.session(KEY).id()).info().position();

        assertThat(store.save(KEY, scope)).isTrue();

        assertThat(well.session(store.session(KEY).id()).info().position()).isEqualTo(position);
    }

    @Test
    void memory_ids_come_back_as_what_they_were() {
        List<Object> ids = List.of(
                "42",
                42,
                42L,
                (short) 42,
                (byte) 42,
                BigInteger.valueOf(42),
                'x',
                true,
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                "string:42",
                "a/b:c%2F");
        for (Object id : ids) {
            DefaultAgenticScope scope = scope(id);
            scope.writeState("id", id.getClass().getSimpleName());
            store.save(new AgenticScopeKey("agent/of %2F", id), scope);
        }

        assertThat(store.getAllKeys()).hasSize(2 * ids.size());
        for (Object id : ids) {
            AgenticScopeKey key = new AgenticScopeKey("agent/of %2F", id);
            assertThat(store.getAllKeys()).contains(key, new AgenticScopeKey("team", id));
            DefaultAgenticScope loaded =
                    StepwellAgenticScopeStore.on(well).load(key).orElseThrow();
            assertThat(loaded.memoryId()).isEqualTo(id);
            assertThat(loaded.readState("id")).isEqualTo(id.getClass().getSimpleName());
        }
    }

    @Test
    void a_memory_id_that_could_not_come_back_is_refused() {
        AgenticScopeKey key = new AgenticScopeKey("team", List.of("a"));
        assertThatThrownBy(() -> store.load(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a memory id of one of the types [string, int, long,")
                .hasMessageContaining("got java.util.");
    }

    @Test
    void more_scopes_than_a_page_are_listed_and_other_sessions_are_not() {
        well.session("trip-42").append(Draft.of(StepKind.MESSAGE, "{}"));
        for (int i = 0; i < 120; i++) {
            scope(i);
        }

        assertThat(store.getAllKeys()).hasSize(120);
        assertThat(StepwellAgenticScopeStore.on(well, "tenant-2").getAllKeys()).isEmpty();
    }

    @Test
    void a_deleted_scope_is_gone_and_its_history_stays() {
        DefaultAgenticScope scope = scope("trip-42");
        invoked(scope, 1);
        store.save(KEY, scope);
        long before = store.versions(KEY).get(1).position();

        assertThat(store.delete(KEY)).isTrue();

        assertThat(store.delete(KEY)).isFalse();
        assertThat(store.load(KEY)).isEmpty();
        assertThat(store.getAllKeys()).isEmpty();
        assertThat(store.load(KEY, before).orElseThrow().agentInvocations()).hasSize(1);
        DefaultAgenticScope anew = scope("trip-42");
        assertThat(store.load(KEY).orElseThrow().agentInvocations()).isEmpty();
        assertThat(anew.agentInvocations()).isEmpty();
        assertThat(store.getAllKeys()).containsExactly(KEY);
    }

    @Test
    void a_scope_that_was_never_saved_is_not_there() {
        assertThat(store.load(KEY)).isEmpty();
        assertThat(store.load(KEY, 7)).isEmpty();
        assertThat(store.delete(KEY)).isFalse();
        assertThat(store.versions(KEY)).isEmpty();
    }

    @Test
    void what_another_process_saved_is_not_overwritten() {
        DefaultAgenticScope here = scope("trip-42");
        StepwellAgenticScopeStore other = StepwellAgenticScopeStore.on(well);
        DefaultAgenticScope there = other.load(KEY).orElseThrow();
        invoked(there, 1);
        other.save(KEY, there);
        invoked(here, 2);

        assertThatThrownBy(() -> store.save(KEY, here))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("another process saved or deleted it; nothing was written");

        assertThat(store.load(KEY).orElseThrow().readState("answer")).isEqualTo("number 1");
    }

    @Test
    void other_steps_of_the_session_are_no_conflict() {
        DefaultAgenticScope scope = scope("trip-42");
        well.session(store.session(KEY).id()).label("team", "blue");
        invoked(scope, 1);

        assertThat(store.save(KEY, scope)).isTrue();

        assertThat(store.getAllKeys()).containsExactly(KEY);
    }

    @Test
    void a_scope_of_a_single_call_is_not_kept() {
        assertThat(store.save(KEY, DefaultAgenticScope.ephemeralAgenticScope())).isFalse();

        assertThat(store.getAllKeys()).isEmpty();
    }

    @Test
    void an_erased_version_is_said_to_be() {
        scope("trip-42");
        well.journal().erase(store.session(KEY), 1, 2, "asked for");

        assertThatThrownBy(() -> StepwellAgenticScopeStore.on(well).load(KEY))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("agentic/team/string:trip-42")
                .hasMessageContaining("its content was erased");
    }

    @Test
    void langchain4j_finds_a_store_that_keeps_nothing_until_one_is_to_be_used() {
        AgenticScopeStore found =
                ServiceLoader.load(AgenticScopeStore.class).findFirst().orElseThrow();
        DefaultAgenticScope scope = scope("trip-1");
        AgenticScopeKey key = new AgenticScopeKey("found", "trip-1");
        assertThat(found.save(key, scope)).isFalse();
        assertThat(found.load(key)).isEmpty();
        assertThat(found.delete(key)).isFalse();
        assertThat(found.getAllKeys()).isEmpty();

        StepwellAgenticScopeStore used = StepwellAgenticScopeStore.use(well);

        assertThat(found.save(key, scope)).isTrue();
        assertThat(found.load(key)).isPresent();
        assertThat(found.getAllKeys()).contains(key).isEqualTo(used.getAllKeys());
        assertThat(found.delete(key)).isTrue();
    }

    /** A team of agents as its caller sees it. */
    public interface Team {
        @Agent
        String ask(@MemoryId Long memoryId, @V("city") String city);
    }

    /** The first agent. */
    public static final class Finder {
        int runs;

        @Agent(outputKey = "flight")
        public String find(@V("city") String city) {
            runs++;
            return "flight to " + city;
        }
    }

    /** The second agent, which fails the first time. */
    public static final class Booker {
        int runs;

        @Agent(outputKey = "booking")
        public String book(@V("flight") String flight) {
            if (runs++ == 0) {
                throw new IllegalStateException("down");
            }
            return "booked " + flight;
        }
    }

    @Test
    void a_team_whose_second_agent_failed_goes_on_there_in_another_process() {
        Finder finder = new Finder();
        Booker booker = new Booker();
        assertThatThrownBy(() -> team(finder, booker).ask(7L, "Oslo")).hasStackTraceContaining("down");
        AgenticScopePersister.setStore(StepwellAgenticScopeStore.on(well));

        assertThat(team(finder, booker).ask(7L, "Oslo")).isEqualTo("booked flight to Oslo");

        assertThat(finder.runs).isOne();
        assertThat(booker.runs).isEqualTo(2);
    }

    private static Team team(Finder finder, Booker booker) {
        return AgenticServices.sequenceBuilder(Team.class)
                .subAgents(finder, booker)
                .outputKey("booking")
                .build();
    }
}
