package dev.stepwell.langchain4j.agentic;

import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.langchain4j.agentic.scope.AgenticScopeStore;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What LangChain4j finds by {@link java.util.ServiceLoader}: forwards to the store that was given to
 * {@link StepwellAgenticScopeStore#use}. Before that it keeps nothing, and says so once in the log: this jar may be there for
 * other reasons, and agents whose scopes live in memory run as they would without it.
 *
 * <p>Thread-safe.
 */
public final class InstalledAgenticScopeStore implements AgenticScopeStore {

    private static final AtomicReference<@Nullable AgenticScopeStore> STORE = new AtomicReference<>();
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final Logger LOG = System.getLogger(InstalledAgenticScopeStore.class.getName());

    /** For {@link java.util.ServiceLoader}. */
    public InstalledAgenticScopeStore() {}

    static void forwardTo(@Nullable AgenticScopeStore store) {
        STORE.set(store);
    }

    private static Optional<AgenticScopeStore> store() {
        return Optional.ofNullable(STORE.get());
    }

    /** {@return what the store returns; false before there is one} */
    @Override
    public boolean save(AgenticScopeKey key, DefaultAgenticScope scope) {
        Optional<AgenticScopeStore> store = store();
        if (store.isEmpty() && TOLD.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "Agentic scopes are kept in memory only: to keep them in Stepwell, call"
                            + " StepwellAgenticScopeStore.use(well)");
        }
        return store.isPresent() && store.get().save(key, scope);
    }

    /** {@return what the store returns; empty before there is one} */
    @Override
    public Optional<DefaultAgenticScope> load(AgenticScopeKey key) {
        return store().flatMap(store -> store.load(key));
    }

    /** {@return what the store returns; false before there is one} */
    @Override
    public boolean delete(AgenticScopeKey key) {
        return store().map(store -> store.delete(key)).orElse(false);
    }

    /** {@return what the store returns; none before there is one} */
    @Override
    public Set<AgenticScopeKey> getAllKeys() {
        return store().map(AgenticScopeStore::getAllKeys).orElse(Set.of());
    }
}
