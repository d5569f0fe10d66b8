pragma Singleton

import QtQuick

// Words that are heard and never seen: what a control is, how it stands, what is not said aloud.
QtObject {
    readonly property string welcome: qsTr("The screen is read aloud. Go on with the arrow keys, choose with OK. Any key or touch interrupts.")
    readonly property string filledIn: qsTr("filled in")
    readonly property string notAloud: qsTr("not said aloud")

    // What came into a field, where it may be said, else how much.
    function entered(it: var): string {
        if (it.value !== "")
            return it.value;
        if (it.length === 0)
            return qsTr("empty now");
        return it.role === "EditableText" ? qsTr("%1 characters").arg(it.length) : filledIn;
    }

    // A control: its name, what it is, what is in it, how it stands, which of how many.
    function control(it: var): string {
        const parts = [it.name, kind(it), state(it)];
        if (["EditableText", "SpinBox", "Slider", "ComboBox"].includes(it.role))
            parts.push(it.value !== "" ? it.value : qsTr("still empty"));
        if (it.count > 1)
            parts.push(qsTr("%1 of %2").arg(it.place).arg(it.count));
        parts.push(it.description);
        const pause = qsTr(", ", "a short pause between two words");
        return parts.filter(part => part !== "").reduce(
            (said, part) => said === "" ? part : said + (/[.,?!。，？！：]$/.test(said) ? " " : pause) + part, "");
    }

    function kind(it: var): string {
        switch (it.role) {
        case "Button":
            return it.checkable ? qsTr("switch") : qsTr("button");
        case "Link":
            return qsTr("leads to the place");
        case "EditableText":
            return qsTr("to fill in");
        case "SpinBox":
        case "Slider":
            return qsTr("a number to set");
        case "ComboBox":
            return qsTr("to choose");
        case "Canvas":
            return qsTr("to draw in");
        default:
            return "";
        }
    }

    function state(it: var): string {
        if (!it.checkable)
            return "";
        if (it.role === "Button")
            return it.checked ? qsTr("on") : qsTr("off");
        return it.checked ? qsTr("chosen") : qsTr("not chosen");
    }

    // A key of the keyboard on the glass.
    function keyboardKey(key: var): string {
        switch (key.kind) {
        case "BackspaceKey":
            return qsTr("delete");
        case "SpaceKey":
            return qsTr("space, or take the first word");
        case "EnterKey":
            return qsTr("done with this line");
        case "ShiftKey":
            return qsTr("capital letters");
        case "HideKeyboardKey":
            return qsTr("put the keyboard away");
        case "ChangeLanguageKey":
        case "InputModeKey":
            return qsTr("another language");
        case "SymbolModeKey":
            return qsTr("numbers and signs");
        default:
            return key.text;
        }
    }
}
