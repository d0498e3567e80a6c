package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepwell.Stepwell;
import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.bsc.langgraph4j.RunnableConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The saver links against LangGraph4j 1.9, whose savers have more methods: against an interface that declares these, in
 * place of the one of 1.8 and with all else as it is.
 */
class NewerLangGraph4jTest {

    private static final String NEWER = """
            package org.bsc.langgraph4j.checkpoint;

            import java.util.*;
            import java.util.concurrent.CompletableFuture;
            import org.bsc.langgraph4j.RunnableConfig;
            import org.bsc.langgraph4j.action.InterruptionMetadata;
            import org.bsc.langgraph4j.state.AgentState;

            public interface BaseCheckpointSaver {
                String THREAD_ID_DEFAULT = "$default";

                final class Tag {
                    public final Collection<Checkpoint> checkpoints;
                    public Tag(String threadId, Collection<Checkpoint> checkpoints) { this.checkpoints = checkpoints; }
                    public Collection<Checkpoint> checkpoints() { return checkpoints; }
                }

                record SubGraphSaver(String threadId, BaseCheckpointSaver saver) {}

                Collection<Checkpoint> list(RunnableConfig config);
                Optional<Checkpoint> get(RunnableConfig config);
                RunnableConfig put(RunnableConfig config, Checkpoint checkpoint) throws Exception;
                Tag release(RunnableConfig config) throws Exception;
                Tag release(RunnableConfig config, String message) throws Exception;
                Tag releaseOnError(RunnableConfig config, Throwable exception) throws Exception;
                <S extends AgentState> CompletableFuture<InterruptionMetadata<S>> registerInterruption(
                        RunnableConfig config, InterruptionMetadata<S> metadata);
                Optional<Tag> tag(RunnableConfig config, Integer version) throws Exception;
                default Optional<Tag> lastTag(RunnableConfig config) throws Exception { return tag(config, null); }
                default String threadId(RunnableConfig config) { return config.threadId().orElse(THREAD_ID_DEFAULT); }
                void putSubGraphSaver(RunnableConfig parent, RunnableConfig subGraph, BaseCheckpointSaver saver);
                Collection<SubGraphSaver> listSubGraphSaver(RunnableConfig parent);
            }
            """;

    @TempDir
    private Path directory;

    private URLClassLoader withNewer() throws Exception {
        Path classes = Files.createDirectory(directory.resolve("newer"));
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///BaseCheckpointSaver.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return NEWER;
                    }
                };
        String path = System.getProperty("java.class.path");
        List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", path);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, List.of(source))
                        .call())
                .isTrue();
        List<URL> urls = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String entry : path.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void every_method_of_1_9_is_there() throws Exception {
        try (URLClassLoader loader = withNewer()) {
            Class<?> newer = loader.loadClass("org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver");
            Class<?> saver = loader.loadClass(StepwellCheckpointSaver.class.getName());
            List<Method> wanted = Arrays.stream(newer.getMethods())
                    .filter(method -> Modifier.isAbstract(method.getModifiers()))
                    .toList();
            assertThat(wanted).hasSize(10);
            assertThat(newer).isAssignableFrom(saver);
            for (Method method : wanted) {
                Method ours = saver.getMethod(method.getName(), method.getParameterTypes());
                assertThat(ours.getReturnType()).as("%s", method).isEqualTo(method.getReturnType());
                assertThat(Modifier.isAbstract(ours.getModifiers()))
                        .as("%s", method)
                        .isFalse();
            }
        }
    }

    @Test
    void savers_of_subgraphs_are_listed_as_1_9_lists_them() throws Exception {
        try (URLClassLoader loader = withNewer()) {
            Class<?> newer = loader.loadClass("org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver");
            Class<?> configs = loader.loadClass(RunnableConfig.class.getName());
            Object well = loader.loadClass(Stepwell.class.getName())
                    .getMethod("open", Path.class)
                    .invoke(null, directory.resolve("well"));
            Class<?> type = loader.loadClass(StepwellCheckpointSaver.class.getName());
            Object saver = type.getMethod("on", well.getClass()).invoke(null, well);
            try {
                newer.getMethod("putSubGraphSaver", configs, configs, newer)
                        .invoke(saver, config(configs, "t"), config(configs, "t_sub"), saver);
                Collection<?> listed = (Collection<?>)
                        newer.getMethod("listSubGraphSaver", configs).invoke(saver, config(configs, "t"));
                assertThat(listed).hasSize(1).allSatisfy(pair -> {
                    assertThat(pair.getClass().getName()).isEqualTo(newer.getName() + "$SubGraphSaver");
                    assertThat(pair.getClass().getMethod("threadId").invoke(pair))
                            .isEqualTo("t_sub");
                    assertThat(pair.getClass().getMethod("saver").invoke(pair)).isSameAs(saver);
                });
            } finally {
                ((AutoCloseable) saver).close();
                ((AutoCloseable) well).close();
            }
        }
    }

    private static Object config(Class<?> configs, String thread) throws Exception {
        Object builder = configs.getMethod("builder").invoke(null);
        Object named = builder.getClass().getMethod("threadId", String.class).invoke(builder, thread);
        return named.getClass().getMethod("build").invoke(named);
    }

    @Test
    void a_released_thread_releases_those_of_its_subgraphs() throws Exception {
        try (Stepwell well = Stepwell.open(directory.resolve("well"));
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
            RunnableConfig parent = Trip.thread("t");
            RunnableConfig sub = Trip.thread("t_sub");
            Trip.compiled(Trip.through("a"), saver).invoke(Map.of(), parent);
            Trip.compiled(Trip.through("b"), saver).invoke(Map.of(), sub);
            saver.putSubGraphSaver(parent, sub, saver);
            assertThatThrownBy(() -> saver.listSubGraphSaver(parent))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("expected LangGraph4j 1.9");

            saver.release(parent);
            assertThat(saver.list(sub)).isEmpty();
            assertThat(saver.tag(sub, null)).isPresent();
            assertThat(saver.listSubGraphSaver(parent)).isEmpty();
        }
    }
}
