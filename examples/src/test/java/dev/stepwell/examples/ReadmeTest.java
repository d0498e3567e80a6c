package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Path EMBEDDING_STORE = Path.of("../docs/embedding-store.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path classes;

    @Test
    void the_code_in_the_readme_compiles() throws IOException {
        List<String> pieces = JAVA.matcher(Files.readString(README))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(pieces).hasSize(5);
        assertThat(complaints(framed(pieces))).isEmpty();
    }

    @Test
    void the_code_in_the_page_of_the_embedding_store_compiles() throws IOException {
        List<String> pieces = JAVA.matcher(Files.readString(EMBEDDING_STORE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(pieces).hasSize(1);
        assertThat(complaints("""
                import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

                import dev.langchain4j.data.document.Metadata;
                import dev.langchain4j.data.segment.TextSegment;
                import dev.langchain4j.model.embedding.EmbeddingModel;
                import dev.langchain4j.store.embedding.*;
                import dev.stepwell.langchain4j.embedding.*;
                import java.nio.file.Path;

                class Readme {
                    void store(EmbeddingModel model) {
                %s
                    }
                }
                """.formatted(pieces.get(0)))).isEmpty();
    }

    /** {@return the pieces of the README with what they take as given} */
    private static String framed(List<String> pieces) {
        return """
                import static org.bsc.langgraph4j.GraphDefinition.*;

                import dev.langchain4j.agent.tool.Tool;
                import dev.langchain4j.memory.*;
                import dev.langchain4j.memory.chat.*;
                import dev.langchain4j.model.chat.*;
                import dev.langchain4j.service.*;
                import dev.stepwell.*;
                import dev.stepwell.langchain4j.*;
                import dev.stepwell.langgraph4j.*;
                import dev.stepwell.recall.*;
                import java.nio.file.Path;
                import java.util.Map;
                import java.util.Optional;
                import org.bsc.langgraph4j.*;
                import org.bsc.langgraph4j.action.AsyncNodeAction;
                import org.bsc.langgraph4j.state.*;

                class Readme {
                    interface TravelDesk { String chat(@MemoryId String id, @UserMessage String text); }
                    interface Bank { Optional<String> receiptFor(String key); }
                    static class Bookings { @Tool("Books a flight") String book(String flight) { return flight; } }
                    static class MyState extends AgentState {
                        static final Map<String, Channel<?>> CHANNELS = Map.of();
                        MyState(Map<String, Object> data) { super(data); }
                    }
                    static String invoicesOf(String customer, String key) { return customer + key; }

                    void core() {
                %s
                    }

                    void langchain4j(Stepwell well, ChatModel paidModel, Bank bank) {
                %s
                %s
                    }

                    void graphs(AsyncNodeAction<MyState> agent) throws GraphStateException {
                %s
                    }

                    void recall() {
                %s
                    }
                }
                """.formatted(pieces.toArray());
    }

    private List<String> complaints(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        complaints,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        List<String> all = complaints.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ": " + each.getMessage(null))
                .toList();
        assertThat(compiled).isEqualTo(all.isEmpty());
        return all;
    }
}
