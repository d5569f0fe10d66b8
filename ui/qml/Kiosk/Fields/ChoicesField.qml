pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One of many, or some of many, in the way the form asks for and the length of the list allows.
FocusScope {
    id: choices

    required property FieldContext context
    readonly property bool searched: context.choiceCount > Theme.choicesUnsearched
                                     || asks("autocomplete") || asks("search")
    readonly property string way: asks("minimal") ? "minimal" : searched ? "search"
                                  : scaled ? "scale" : "tiles"
    readonly property bool scaled: asks("likert") && !choosing.many && !Theme.senior
                                   && context.choices.length > 1
                                   && context.choices.length <= (Theme.landscape ? Theme.scaleStepsWide : Theme.scaleSteps)
    readonly property bool quick: !choosing.many && (asks("quick") || asks("quickcompact")) && context.inHand.alone

    // Whether the form asks for an appearance; some carry something in brackets: search('file').
    function asks(word: string): bool {
        return context.appearances.some(each => each === word || each.startsWith(word + "("));
    }

    implicitHeight: column.implicitHeight

    Choosing {
        id: choosing

        context: choices.context
        onChosen: {
            if (choices.quick)
                onward.restart();
        }
    }

    // Long enough to see what was chosen.
    Timer {
        id: onward

        interval: Theme.quickMs
        onTriggered: {
            if (choices.quick && !choices.context.faulty && choices.context.vm.errors.length === 0
                    && choosing.given().length > 0)
                choices.context.vm.next();
        }
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Words {
            visible: choosing.many && choices.context.hint === ""
            width: parent.width
            text: qsTr("Choose all that fit")
            size: Theme.small
            color: Theme.softInk
        }

        Loader {
            width: parent.width
            focus: true
            sourceComponent: choices.way === "minimal" ? minimal : choices.way === "search" ? search
                           : choices.way === "scale" ? scale : tiles
        }
    }

    Component {
        id: tiles

        ChoiceTiles {
            choosing: choosing
            all: choices.context.choices
        }
    }

    Component {
        id: scale

        ChoiceScale {
            choosing: choosing
        }
    }

    Component {
        id: search

        ChoiceSearch {
            choosing: choosing
        }
    }

    Component {
        id: minimal

        ChoiceFold {
            choosing: choosing
            searched: choices.searched
        }
    }
}
