package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.stepwell.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Names the tool calls of a turn.
 *
 * <p>The id that the model gives a call is no name: models repeat them within a conversation, and after a divergence the
 * same wish comes under another id. A call is named by what it is: turn, tool, arguments, and which of the equal calls of
 * this turn it is. Calls are numbered when the model asks for them, in its order, so that equal calls of one round keep
 * their numbers however their threads are scheduled.
 *
 * <p>Thread-safe.
 */
final class CallIds {

    private static final int TOOL_LENGTH_MAX = 100; // the hash tells longer names apart
    private static final int HASH_DIGITS = 16;

    private final String turn;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final List<Named> expected = new ArrayList<>();

    /** A call and its name. */
    record Named(ToolExecutionRequest request, String id, ToolCall call) {}

    CallIds(String turn) {
        this.turn = turn;
    }

    /** Names the calls that the model asks for in one response, in its order. */
    synchronized List<Named> expect(List<ToolExecutionRequest> requests) {
        List<Named> named = new ArrayList<>();
        for (ToolExecutionRequest request : requests) {
            ToolCall call = call(request);
            named.add(new Named(request, next(call), call));
        }
        expected.addAll(named);
        return named;
    }

    /** {@return whether this very request was asked for in this turn and is not yet carried out} */
    @SuppressWarnings("ReferenceEquality") // equal requests of other turns are not ours
    synchronized boolean expects(ToolExecutionRequest request) {
        return expected.stream().anyMatch(named -> named.request() == request);
    }

    /** {@return the call's name: the one given when it was asked for, or a new one if nobody asked} */
    @SuppressWarnings("ReferenceEquality") // of equal requests each has its own name
    synchronized Named take(ToolExecutionRequest request) {
        ToolCall call = call(request);
        Named named = take(each -> each.request() == request);
        if (named == null) {
            named = take(each -> each.call().equals(call));
        }
        return named != null ? named : new Named(request, next(call), call);
    }

    private @Nullable Named take(Predicate<Named> which) {
        for (Iterator<Named> walk = expected.iterator(); walk.hasNext(); ) {
            Named named = walk.next();
            if (which.test(named)) {
                walk.remove();
                return named;
            }
        }
        return null;
    }

    private String next(ToolCall call) {
        String tool = call.tool();
        String shortened = tool.substring(0, Math.min(tool.length(), TOOL_LENGTH_MAX));
        String what = turn + "/" + shortened + "("
                + Fingerprint.hex(tool + call.arguments()).substring(0, HASH_DIGITS) + ")";
        return what + "#" + occurrences.merge(what, 1, Integer::sum);
    }

    /** Arguments are what a model wrote: no arguments are an empty object, and what is not JSON is kept as a text. */
    private static ToolCall call(ToolExecutionRequest request) {
        String arguments = request.arguments();
        if (arguments == null || arguments.isBlank()) {
            return ToolCall.of(request.name(), "{}");
        }
        try {
            return ToolCall.of(request.name(), Json.canonical(Json.parse(arguments)));
        } catch (IllegalArgumentException notJson) {
            return ToolCall.of(request.name(), Json.write(Json.tree(arguments)));
        }
    }
}
