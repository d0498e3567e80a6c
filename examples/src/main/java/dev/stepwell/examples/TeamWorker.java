package dev.stepwell.examples;

import dev.langchain4j.agentic.AgenticServices;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.agentic.StepwellAgenticScopeStore;
import java.nio.file.Path;

/** A process that lets the team of {@link AgentTeam} work. */
final class TeamWorker {

    /** What a worker says when it stands at the place to be killed. */
    static final String STANDS = "stands";

    private TeamWorker() {}

    static TeamDiary diary(Path folder) {
        return new TeamDiary(folder.resolve("diary.txt"));
    }

    /**
     * Works.
     *
     * @param args the folder, the trip, whether it is to be killed
     */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        ParentProcess parent = new ParentProcess();
        Runnable inTheMiddle = Boolean.parseBoolean(args[2]) ? () -> parent.standStill(STANDS) : () -> {};
        TeamDiary diary = diary(folder);
        try (Stepwell well = Stepwell.open(folder.resolve("memory"))) {
            StepwellAgenticScopeStore.use(well); // where the team stands
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.on(store); // where each agent stands
            TeamAgents.Team team = AgenticServices.sequenceBuilder(TeamAgents.Team.class)
                    .subAgents(
                            new TeamAgents.Scout(turns, store, diary),
                            new TeamAgents.Booker(turns, store, diary, inTheMiddle))
                    .outputKey("booking")
                    .build();
            parent.say(team.travel(args[1], "Oslo"));
        }
    }
}
