package org.ccache.bench.command;

import picocli.CommandLine.Option;

/** Which sources a script has built, for the folder of results: not for a user to say. */
final class SourceRevision {
    @Option(names = "--revision", defaultValue = "unknown", hidden = true, description = "Of the sources.")
    private String revision;

    String revision() {
        return revision;
    }
}
