package io.vigil.session.trees;

import java.util.List;

import io.vigil.session.SessionSpec;

/** One line of a tree, with a number of its own. */
sealed interface Step {

    int id();

    /** Whether the work around it catches what it throws. */
    boolean swallowed();

    /** What the step says in the protocol when it has not failed; may be empty. */
    String play(Play play) throws Exception;

    /** The steps inside. */
    List<Step> inner();

    /** The same step around other steps. */
    Step around(List<Step> steps);

    /** The same step, not caught. */
    Step loud();

    /** Its code without what is inside. */
    String head();

    /**
     * A deed that holds no others.
     *
     * @param target the step whose row it is about
     */
    record Single(int id, boolean swallowed, Deed deed, int target) implements Step {

        @Override
        public String play(Play play) throws Exception {
            return deed.play(play, this);
        }

        @Override
        public List<Step> inner() {
            return List.of();
        }

        @Override
        public Step around(List<Step> steps) {
            return this;
        }

        @Override
        public Step loud() {
            return new Single(id, false, deed, target);
        }

        @Override
        public String head() {
            return deed + (target == id ? "" : "(" + target + ")");
        }
    }

    /**
     * A session.
     *
     * @param afterLeak whether somebody else has left a transaction on the thread, if it is the outermost
     */
    record Opening(int id, boolean swallowed, Doorway door, SessionSpec spec, boolean afterLeak, List<Step> inner)
            implements
                Step {

        @Override
        public String play(Play play) throws Exception {
            play.open(this);
            return "";
        }

        @Override
        public Step around(List<Step> steps) {
            return new Opening(id, swallowed, door, spec, afterLeak, steps);
        }

        @Override
        public Step loud() {
            return new Opening(id, false, door, spec, afterLeak, inner);
        }

        @Override
        public String head() {
            return door + "(" + spec.propagation() + (spec.readOnly() ? ", read-only, " : ", ") + spec.budget()
                    + (afterLeak ? ", after a leak" : "") + ")";
        }
    }

    /** An action that follows the commit. */
    record FollowUp(int id, boolean swallowed, List<Step> inner) implements Step {

        @Override
        public String play(Play play) {
            play.afterCommit(this);
            return "";
        }

        @Override
        public Step around(List<Step> steps) {
            return new FollowUp(id, swallowed, steps);
        }

        @Override
        public Step loud() {
            return new FollowUp(id, false, inner);
        }

        @Override
        public String head() {
            return "AFTER_COMMIT";
        }
    }

    /** The steps as code, for people. */
    static String code(List<Step> steps) {
        StringBuilder code = new StringBuilder();
        write(steps, "", code);
        return code.toString();
    }

    private static void write(List<Step> steps, String indent, StringBuilder code) {
        for (Step step : steps) {
            code.append(indent).append("/* ").append(step.id()).append(" */ ").append(step.swallowed() ? "swallow " : "")
                    .append(step.head());
            if (step instanceof Single) {
                code.append(";\n");
            } else {
                code.append(" {\n");
                write(step.inner(), indent + "    ", code);
                code.append(indent).append("}\n");
            }
        }
    }
}
