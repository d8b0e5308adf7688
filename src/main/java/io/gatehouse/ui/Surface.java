package io.gatehouse.ui;

import io.gatehouse.ui.notice.Notice;
import io.gatehouse.ui.tray.TrayModel;
import java.util.List;

/// A desktop's tray and notices. Used by one thread; a desktop that is absent, or goes and comes back, is no error.
public interface Surface extends AutoCloseable {
    /// Called again and again, also with what is shown already.
    ///
    /// @param notices to be shown now, in this order
    void show(TrayModel model, List<Notice> notices);

    @Override
    void close();
}
