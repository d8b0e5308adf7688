package io.gatehouse.ui.window;

/// A page's view that knows where the focus belongs when a person comes to the page.
interface TakesFocus {
    void takeFocus();
}
