package dev.stepwell.journal;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every journal promises, whatever it is stored in. A store's test extends this and says how it is opened. */
public abstract class JournalContract
        implements AppendContract,
                AttemptContract,
                ReadContract,
                SessionsContract,
                FollowContract,
                PayloadContract,
                EraseContract,
                ForkContract,
                ClosingContract,
                BadInputContract,
                ModelContract {

    private final List<Journal> opened = new ArrayList<>();
    private Journal journal;

    /** {@return a journal on the store of this test, which is the same for all calls within one test} */
    protected abstract Journal open(JournalOptions options);

    @BeforeEach
    final void openJournal() {
        journal = another();
    }

    /** Whatever a test did, its journals can be closed. */
    @AfterEach
    final void closeJournals() {
        opened.forEach(Journal::close);
    }

    @Override
    public final Journal journal() {
        return journal;
    }

    @Override
    public final Journal another(JournalOptions options) {
        Journal another = open(options);
        opened.add(another);
        return another;
    }

    @Override
    public final Journal reopened() {
        journal.close();
        journal = another();
        return journal;
    }
}
