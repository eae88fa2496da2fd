package io.vigil.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;

class FrameTest {

    private final SessionSpec spec = SessionContext.session("frame.test");

    @AfterEach
    void clean_thread() {
        Frame.enter(spec, null, new Ticker()).leave();
    }

    @Test
    void is_the_current_one_from_its_opening_to_its_end() {
        Frame root = Frame.enter(spec, null, new Ticker());
        root.open = true;
        Frame joined = Frame.enter(spec, root, new Ticker());
        assertThat(Frame.current()).isSameAs(joined);
        assertThat(joined.root()).isSameAs(root);

        joined.leave();
        assertThat(Frame.current()).isSameAs(root);
        root.leave();
        assertThat(Frame.current()).isNull();
    }

    @Test
    void is_gone_with_all_that_joined_it_where_the_stack_had_no_room_to_leave() {
        Frame root = Frame.enter(spec, null, new Ticker());
        root.open = true;
        Frame.enter(spec, root, new Ticker());

        root.open = false;

        assertThat(Frame.current()).isNull();
    }

    @Test
    void is_not_there_when_the_stack_had_no_room_to_open_it() {
        Frame.enter(spec, null, new Ticker());

        assertThat(Frame.current()).isNull();
    }
}
