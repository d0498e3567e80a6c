package dev.stepwell.graph;

import dev.stepwell.Stepwell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a checkpointer promises on every journal. A journal's test extends this and says how it is opened. */
abstract class GraphCheckpointerContract
        implements PutContract,
                PutWritesContract,
                GetTupleContract,
                ListContract,
                DeleteThreadContract,
                DeleteForRunsContract,
                PruneContract,
                CopyThreadContract,
                DeltaChannelHistoryContract,
                StateContract,
                WritersContract {

    private Stepwell well;
    private GraphCheckpointer graphs;

    /** {@return a memory on the store of this test, which is the same for all calls within one test} */
    protected abstract Stepwell open();

    @BeforeEach
    final void openWell() {
        well = open();
        graphs = GraphCheckpointer.on(well);
    }

    @AfterEach
    final void closeWell() {
        well.close();
    }

    @Override
    public final void reopen() {
        closeWell();
        openWell();
    }

    @Override
    public final GraphCheckpointer graphs() {
        return graphs;
    }

    @Override
    public final Stepwell another() {
        return open();
    }

    @Override
    public final Stepwell well() {
        return well;
    }
}
