package dev.stepwell.langgraph4j;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;

/**
 * The savers of compiled subgraphs, by the thread of the graph around them. LangGraph4j 1.9 names them anew whenever a
 * subgraph runs, so they are kept in memory alone, those of the threads that ran last.
 *
 * <p>Thread-safe.
 */
final class SubGraphSavers {

    private static final int THREADS_MAX = 10_000;

    private final Map<String, Map<String, BaseCheckpointSaver>> byParent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, BaseCheckpointSaver>> eldest) {
            return size() > THREADS_MAX;
        }
    };

    synchronized void put(String parent, String thread, BaseCheckpointSaver saver) {
        byParent.computeIfAbsent(parent, absent -> new TreeMap<>()).put(thread, saver);
    }

    /** {@return the savers by thread, which are forgotten} */
    synchronized Map<String, BaseCheckpointSaver> remove(String parent) {
        Map<String, BaseCheckpointSaver> savers = byParent.remove(parent);
        return savers == null ? Map.of() : savers;
    }

    /**
     * Lists the savers as LangGraph4j 1.9 wants them: its own record of thread and saver, which 1.8 does not have.
     *
     * @throws UnsupportedOperationException if this is 1.8, and a saver is there to be listed
     */
    synchronized Collection<Object> list(String parent) {
        List<Object> list = new ArrayList<>();
        byParent.getOrDefault(parent, Map.of()).forEach((thread, saver) -> list.add(pair(thread, saver)));
        return List.copyOf(list);
    }

    private static Object pair(String thread, BaseCheckpointSaver saver) {
        String name = BaseCheckpointSaver.class.getName() + "$SubGraphSaver";
        try {
            Constructor<?> constructor = Class.forName(name, true, BaseCheckpointSaver.class.getClassLoader())
                    .getDeclaredConstructor(String.class, BaseCheckpointSaver.class);
            return constructor.newInstance(thread, saver);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "savers of subgraphs: expected LangGraph4j 1.9, which has " + name + "; this version has not", e);
        }
    }
}
