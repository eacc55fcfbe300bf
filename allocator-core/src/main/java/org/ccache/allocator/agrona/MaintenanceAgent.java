package org.ccache.allocator.agrona;

import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.ccache.allocator.CcacheAllocator;

/**
 * An allocator's maintenance as an Agrona agent, for applications that own their threads: run it by an
 * {@code AgentRunner}, or beside other agents in a {@code CompositeAgent} or by an {@code AgentInvoker}. For an
 * allocator that was built with {@link org.ccache.allocator.Maintenance#CALLER}.
 *
 * <p>A duty cycle does a round four times a second and otherwise costs a look at the clock. A round takes from
 * microseconds to a few milliseconds, the longer ones when much memory goes back to the system.
 */
@SuppressWarnings("exports") // Agrona is optional: who uses this package requires it
public final class MaintenanceAgent implements Agent {
    private final CcacheAllocator allocator;

    /**
     * Makes an agent for one allocator.
     *
     * @param allocator that it maintains; has to be open for as long as the agent runs
     */
    public MaintenanceAgent(CcacheAllocator allocator) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
    }

    @Override
    public int doWork() {
        return allocator.maintain();
    }

    @Override
    public String roleName() {
        return "ccache-maintenance";
    }
}
