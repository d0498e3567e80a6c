package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.CompensateFor;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.langchain4j.service.tool.ToolService;
import dev.stepwell.ToolPolicy;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes tools whose calls are carried out once, each with its policy.
 *
 * <p>Thread-safe.
 */
final class DurableTools {

    private final Map<String, ToolPolicy> policies;
    private final RunningTurns running;

    DurableTools(Map<String, ToolPolicy> policies, RunningTurns running) {
        this.policies = Map.copyOf(policies);
        this.running = running;
    }

    List<AiServiceTool> of(Object... objectsWithTools) {
        List<AiServiceTool> tools = new ArrayList<>();
        for (Object object : objectsWithTools) {
            refuseCompensation(object);
            ToolService.findTools(object).forEach(tool -> tools.add(of(tool)));
        }
        return List.copyOf(tools);
    }

    AiServiceTool of(AiServiceTool tool) {
        return tool.toBuilder()
                .toolExecutor(of(tool.name(), tool.toolExecutor()))
                .build();
    }

    ToolExecutor of(String name, ToolExecutor executor) {
        return new DurableToolExecutor(executor, policy(name, executor), running);
    }

    ToolProvider of(ToolProvider provider) {
        return new ToolProvider() {
            @Override
            public ToolProviderResult provideTools(ToolProviderRequest request) {
                List<AiServiceTool> tools = provider.provideTools(request).aiServiceTools();
                return ToolProviderResult.builder()
                        .addAll(tools.stream().map(DurableTools.this::of).toList())
                        .build();
            }

            @Override
            public boolean isDynamic() {
                return provider.isDynamic();
            }
        };
    }

    ToolPolicy policy(String name, ToolExecutor executor) {
        ToolPolicy byName = policies.get(name);
        if (byName != null) {
            return byName;
        }
        DurableTool annotation = executor instanceof DefaultToolExecutor method
                ? method.originalMethod().getAnnotation(DurableTool.class)
                : null;
        return annotation == null ? ToolPolicy.ONCE : annotation.value().policy();
    }

    /** LangChain4j looks for compensating actions only on objects that it is given itself: they would silently not run. */
    private static void refuseCompensation(Object object) {
        for (Method method : object.getClass().getDeclaredMethods()) {
            CompensateFor compensated = method.getAnnotation(CompensateFor.class);
            if (compensated != null) {
                throw new IllegalArgumentException("durable tools of "
                        + object.getClass().getName()
                        + ": expected no @CompensateFor, but method " + method.getName() + " compensates for '"
                        + compensated.value() + "', and a tool whose calls are recorded is not compensated; give the"
                        + " object to AiServices.tools(…) itself, or let a tool of its own undo what was done");
            }
        }
    }
}
