pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A long list: the answer on top, a field to write a few letters into, and below what they find. What
// the pinyin keyboard has not made into signs yet counts as written.
FocusScope {
    id: search

    required property Choosing choosing
    property bool folded: false         // a button above tells the answer already
    readonly property FieldContext context: choosing.context
    readonly property var found: context.vm.found
    readonly property string text: entry.input.text + entry.input.preeditText
    readonly property bool asking: text.trim() !== ""
    readonly property bool mine: found.ref === context.ref
    readonly property bool settled: mine && found.state !== "searching" && found.text === text
    // While somebody writes on, what the letters before found stays.
    readonly property var hits: asking ? (mine ? found.choices : []) : context.choices
    readonly property var kept: folded && !choosing.many ? [] : context.chosen
    readonly property int more: context.choiceCount - context.choices.length

    function clear(): void {
        // qmllint disable missing-property
        Qt.inputMethod.reset();
        // qmllint enable missing-property
        entry.input.clear();
    }

    implicitHeight: column.implicitHeight
    // Another field's search, or a try to go on, ended this one: it begins again with the next touch.
    function resume(): void {
        if (asking && !mine && entry.active)
            context.vm.searchChoices(context.ref, text);
    }

    onTextChanged: context.vm.searchChoices(context.ref, text)
    onFoundChanged: resume()
    Component.onCompleted: {
        if (mine)
            entry.input.text = found.text;
    }

    Connections {
        target: search.choosing
        // The tile that was touched goes with the hits: the keys stay with the answer, or go on writing.
        function onChosen(): void {
            search.clear();
            if (search.folded && !search.choosing.many)
                return;
            const answer = answers.itemAt(0) as Item;
            if (answer && !search.choosing.many)
                answer.forceActiveFocus(Qt.OtherFocusReason);
            else
                entry.input.forceActiveFocus(Qt.OtherFocusReason);
        }
    }

    Timer {
        id: patience

        interval: Theme.progressMs
        running: search.asking && search.mine && !search.settled
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Repeater {
            id: answers

            model: search.kept

            ChoiceTile {
                required property var modelData

                objectName: "chosen_" + search.context.ref + "_" + modelData.value
                width: column.width
                text: modelData.label
                rich: modelData.rich ?? ""
                many: search.choosing.many
                checked: true
                onActivated: {
                    if (search.choosing.many)
                        search.choosing.choose(modelData.value);
                }
            }
        }

        TextEntry {
            id: entry

            focus: true
            width: parent.width
            ref: search.context.ref
            icon: "search"
            name: qsTr("Search: %1").arg(search.context.label)
            placeholder: search.context.chosen.length > 0 ? qsTr("Look for another one") : qsTr("Write a word or its first letters")
            faulty: search.context.faulty
            onTaken: search.context.inHand.keep(search)
            onActiveChanged: search.resume()
        }

        Row {
            visible: search.asking && search.mine && !search.settled && !patience.running
            spacing: Theme.space3

            BusyDots {
                anchors.verticalCenter: parent.verticalCenter
            }

            Words {
                text: qsTr("Looking …")
                color: Theme.softInk
            }
        }

        Words {
            visible: search.asking && search.settled && search.found.state === "failed"
            width: parent.width
            text: qsTr("The list cannot be searched just now. The staff can help.")
            color: Theme.alarmInk
            Accessible.role: Accessible.AlertMessage
        }

        Words {
            visible: search.asking && search.settled && search.found.state === "found" && search.hits.length === 0
            width: parent.width
            text: qsTr("Nothing by that name. Fewer letters find more.")
            Accessible.role: Accessible.AlertMessage
        }

        Words {
            visible: !search.asking && search.more > 0
            width: parent.width
            text: qsTr("There are %1 to choose from. Write a word, its pinyin or the first letters.").arg(search.context.choiceCount)
            size: Theme.small
            color: Theme.softInk
        }

        ChoiceTiles {
            visible: search.hits.length > 0 && (search.asking || search.context.chosen.length === 0 || search.choosing.many || search.folded)
            width: parent.width
            choosing: search.choosing
            paged: !Theme.landscape || !Stage.keyboardShown
            room: Stage.keyboardShown ? Theme.hitsBesideKeyboard : Theme.choicesAtOnce
            all: search.hits
        }
    }
}
