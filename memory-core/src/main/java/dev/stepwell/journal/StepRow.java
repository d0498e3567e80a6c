package dev.stepwell.journal;

/** The fields of a step that its hash covers directly, as they are stored. */
record StepRow(
        long position,
        String kind,
        long ordinal,
        String key,
        String slot,
        long timeMicros,
        long attempt,
        String labels) {}
