package dev.stepwell.langgraph4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM, with the Java and the class path of this one. */
final class OtherJvm {

    private OtherJvm() {}

    /** {@return the command that runs a main class of the tests} */
    static List<String> running(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
