package dev.stepwell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an agent means to do, what stands in the way, and what it decided. Every operation returns a new plan; record it
 * with {@link Attempt#plan}.
 *
 * <p>Immutable.
 *
 * @param goal what is to be reached
 * @param tasks what is to be done, in order; titles are distinct
 * @param blockers what stands in the way now
 * @param decisions what was decided, oldest first
 * @param rejected approaches not to try again, oldest first
 * @param extra fields that another version wrote, name to JSON; kept
 */
public record Plan(
        String goal,
        List<Task> tasks,
        List<String> blockers,
        List<Decision> decisions,
        List<Rejection> rejected,
        Map<String, String> extra) {

    /**
     * One thing to do.
     *
     * @param title names it within the plan
     * @param state how far it is
     * @param extra fields that another version wrote, name to JSON; kept
     */
    public record Task(String title, State state, Map<String, String> extra) {

        /** Copies the map. */
        public Task {
            extra = Map.copyOf(extra);
        }

        /** One without further fields. */
        public Task(String title, State state) {
            this(title, state, Map.of());
        }
    }

    /** How far a task is. */
    public enum State {
        /** Not begun. */
        TODO,
        /** Begun. */
        DOING,
        /** Done. */
        DONE,
        /** Given up. */
        DROPPED
    }

    /**
     * A decision.
     *
     * @param what was decided
     * @param why it was
     * @param extra fields that another version wrote, name to JSON; kept
     */
    public record Decision(String what, String why, Map<String, String> extra) {

        /** Copies the map. */
        public Decision {
            extra = Map.copyOf(extra);
        }

        /** One without further fields. */
        public Decision(String what, String why) {
            this(what, why, Map.of());
        }
    }

    /**
     * A rejected approach.
     *
     * @param approach not to try again
     * @param why not
     * @param extra fields that another version wrote, name to JSON; kept
     */
    public record Rejection(String approach, String why, Map<String, String> extra) {

        /** Copies the map. */
        public Rejection {
            extra = Map.copyOf(extra);
        }

        /** One without further fields. */
        public Rejection(String approach, String why) {
            this(approach, why, Map.of());
        }
    }

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the goal or a title is blank, or two tasks have the same title
     */
    public Plan {
        if (goal.isBlank()) {
            throw new IllegalArgumentException("plan: expected a goal, got a blank");
        }
        tasks = List.copyOf(tasks);
        blockers = List.copyOf(blockers);
        decisions = List.copyOf(decisions);
        rejected = List.copyOf(rejected);
        extra = Map.copyOf(extra);
        long distinct = tasks.stream().map(Task::title).distinct().count();
        if (distinct != tasks.size()
                || tasks.stream().anyMatch(task -> task.title().isBlank())) {
            throw new IllegalArgumentException("plan '" + goal + "': expected distinct titles, none blank, got "
                    + tasks.stream().map(Task::title).toList());
        }
    }

    /** {@return a plan with tasks yet to do} */
    public static Plan of(String goal, String... titles) {
        List<Task> tasks = List.of(titles).stream()
                .map(title -> new Task(title, State.TODO))
                .toList();
        return new Plan(goal, tasks, List.of(), List.of(), List.of(), Map.of());
    }

    /** {@return this plan with another goal} */
    public Plan withGoal(String goal) {
        return new Plan(goal, tasks, blockers, decisions, rejected, extra);
    }

    /** {@return this plan with one more task at the end} */
    public Plan withTask(String title) {
        return withTasks(plus(tasks, new Task(title, State.TODO)));
    }

    /** {@return this plan with other tasks} */
    public Plan withTasks(List<Task> tasks) {
        return new Plan(goal, tasks, blockers, decisions, rejected, extra);
    }

    /**
     * Changes a task's state.
     *
     * @param title the task's
     * @param state its new state
     * @return the changed plan
     * @throws IllegalArgumentException if there is no such task
     */
    public Plan with(String title, State state) {
        if (tasks.stream().noneMatch(task -> task.title().equals(title))) {
            throw new IllegalArgumentException("plan '" + goal + "': expected one of the tasks "
                    + tasks.stream().map(Task::title).toList() + ", got '" + title + "'");
        }
        return withTasks(map(tasks, task -> task.title().equals(title) ? new Task(title, state, task.extra()) : task));
    }

    /** {@return this plan with the task begun; throws like {@link #with}} */
    public Plan doing(String title) {
        return with(title, State.DOING);
    }

    /** {@return this plan with the task done; throws like {@link #with}} */
    public Plan done(String title) {
        return with(title, State.DONE);
    }

    /** {@return this plan with the task given up; throws like {@link #with}} */
    public Plan dropped(String title) {
        return with(title, State.DROPPED);
    }

    /** {@return this plan with something more in the way} */
    public Plan withBlocker(String blocker) {
        return new Plan(goal, tasks, plus(blockers, blocker), decisions, rejected, extra);
    }

    /** {@return this plan without the blocker, which need not be there} */
    public Plan withoutBlocker(String blocker) {
        List<String> left =
                blockers.stream().filter(other -> !other.equals(blocker)).toList();
        return new Plan(goal, tasks, left, decisions, rejected, extra);
    }

    /** {@return this plan with one more decision} */
    public Plan withDecision(String what, String why) {
        return new Plan(goal, tasks, blockers, plus(decisions, new Decision(what, why)), rejected, extra);
    }

    /** {@return this plan with one more approach not to try again} */
    public Plan withRejected(String approach, String why) {
        return new Plan(goal, tasks, blockers, decisions, plus(rejected, new Rejection(approach, why)), extra);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    private static <T> List<T> map(List<T> list, UnaryOperator<T> change) {
        return list.stream().map(change).toList();
    }
}
